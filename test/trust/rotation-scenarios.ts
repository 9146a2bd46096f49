import { NOW } from '../fuzz/sample-content';
import { DAY_MS } from './trust-chain';
import type { TrustScenario } from './trust-scenario';

const NEW_ROOT = { root: ['n1', 'n2', 'n3'], signedBy: ['r1', 'r2', 'n1', 'n2'] };

/** Rotations of the trust root: many in one file, thresholds of the old and of the new, order, and expiry. */
export const ROTATION_SCENARIOS: readonly TrustScenario[] = [
  {
    name: 'rotation of the package key',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 2);
    },
  },
  {
    name: 'rotation of every root key',
    story: async (s) => {
      const acme = (await s.trusted()).next({ ...NEW_ROOT, package: ['p2'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 2);
    },
  },
  {
    name: 'sixty rotations in one file, for a site that missed all of them',
    story: async (s) => {
      const acme = await s.trusted();
      for (let n = 2; n <= 61; n++) acme.next({ package: [`p${String(n)}`] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 61);
    },
  },
  {
    name: '64 rotations in one file, each with new root keys',
    story: async (s) => {
      const acme = await s.trusted();
      for (let n = 1; n <= 64; n++) {
        const [old, fresh] = n === 1 ? ['r1 r2', 'a1'] : [`a${String(n - 1)} b${String(n - 1)}`, `a${String(n)}`];
        const root = [fresh, fresh.replace('a', 'b')];
        acme.next({ root, signedBy: [...old.split(' '), ...root] });
      }
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 65);
    },
  },
  {
    name: '65 rotations in one file',
    story: async (s) => {
      const acme = await s.trusted();
      for (let n = 2; n <= 66; n++) acme.next();
      await s.expects(acme, { version: 1 }, 'PACKAGE_BLOCK_MALFORMED');
      await s.expects(acme, { version: 1, trust: acme.roots.slice(1, 65) }, 'active');
      await s.expects(acme, { version: 2, trust: acme.roots.slice(2) }, 'active');
      await s.stands(2, 66);
    },
  },
  {
    name: 'rotations step by step, in package after package',
    story: async (s) => {
      const acme = await s.trusted();
      for (const n of [2, 3, 4]) {
        acme.next({ package: [`p${String(n)}`] });
        await s.expects(acme, { version: n, trust: acme.roots.slice(-1) }, 'active');
      }
      await s.stands(4, 4);
    },
  },
  {
    name: 'the whole list again at a site that has them',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'] }).next({ package: ['p3'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.expects(acme, { version: 2 }, 'active');
      await s.stands(2, 3);
    },
  },
  {
    name: 'trust given to a later root takes a list that begins before it',
    story: async (s) => {
      const acme = s
        .chain()
        .next({ package: ['p2'] })
        .next({ package: ['p3'] });
      expect(await s.site.trust(acme.at(2))).toBe('trusted');
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 3);
    },
  },
  {
    name: 'a rotation is left out',
    story: async (s) => {
      const acme = (await s.trusted()).next().next();
      await s.expects(acme, { version: 1, trust: [acme.at(3)] }, 'TRUST_CHAIN_BROKEN');
      await s.stands(null, 1);
    },
  },
  {
    name: 'a rotation in the middle of the list is left out',
    story: async (s) => {
      const acme = (await s.trusted()).next().next().next();
      await s.expects(acme, { version: 1, trust: [acme.at(2), acme.at(4)] }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'rotations in the wrong order',
    story: async (s) => {
      const acme = (await s.trusted()).next().next();
      await s.expects(acme, { version: 1, trust: [acme.at(3), acme.at(2)] }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'a rotation twice in the list',
    story: async (s) => {
      const acme = (await s.trusted()).next();
      await s.expects(acme, { version: 1, trust: [acme.at(2), acme.at(2)] }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'a version is skipped',
    story: async (s) => {
      const acme = (await s.trusted()).next({ version: 3 });
      await s.expects(acme, { version: 1 }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'another root of the version that is trusted',
    story: async (s) => {
      const acme = await s.trusted();
      const twin = acme.fork({ version: 1, package: ['p9'] });
      await s.expects(acme, { version: 1, trust: [twin], signers: ['p9'] }, 'TRUST_CHAIN_BROKEN');
      await s.stands(null, 1);
    },
  },
  {
    name: 'two roots of one version: the first that came stays',
    story: async (s) => {
      const acme = await s.trusted();
      const twin = acme.fork({ package: ['p9'] });
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.expects(acme, { version: 2, trust: [twin], signers: ['p9'] }, 'TRUST_CHAIN_BROKEN');
      await s.stands(1, 2);
    },
  },
  {
    name: 'an older root at the end of the list does not take trust back',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.expects(acme, { version: 2, trust: [acme.first], signers: ['p1'] }, 'PACKAGE_SIGNATURE');
      await s.stands(1, 2);
    },
  },
  {
    name: 'signed by one of two needed keys of the old root',
    story: async (s) => {
      const acme = (await s.trusted()).next({ ...NEW_ROOT, signedBy: ['r1', 'n1', 'n2'] });
      await s.expects(acme, { version: 1 }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'signed by the new keys alone',
    story: async (s) => {
      const acme = (await s.trusted()).next({ ...NEW_ROOT, package: ['p9'], signedBy: ['n1', 'n2'] });
      await s.expects(acme, { version: 1 }, 'PACKAGE_UNTRUSTED');
      await s.expects(acme, { version: 1, signers: ['p1'] }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'signed by a stranger besides both thresholds',
    story: async (s) => {
      const acme = (await s.trusted()).next({ ...NEW_ROOT, signedBy: [...NEW_ROOT.signedBy, 'stranger:r'] });
      await s.expects(acme, { version: 1 }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'signed by the package key in place of a root key',
    story: async (s) => {
      const acme = (await s.trusted()).next({ root: ['r1', 'r4', 'r5'], signedBy: ['r1', 'r4', 'p1'] });
      await s.expects(acme, { version: 1 }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'the threshold goes up: both counts are met',
    story: async (s) => {
      const acme = (await s.trusted()).next({ rootThreshold: 3, signedBy: ['r1', 'r2', 'r3'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 2);
    },
  },
  {
    name: 'the threshold goes down: the old count still binds this step',
    story: async (s) => {
      const acme = (await s.trusted()).next({ rootThreshold: 1, signedBy: ['r1'] });
      await s.expects(acme, { version: 1 }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: 'the threshold goes down, and the next step needs one key',
    story: async (s) => {
      const acme = (await s.trusted()).next({ rootThreshold: 1 }).next({ signedBy: ['r3'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 3);
    },
  },
  {
    name: 'a lost root key is replaced by the two that are left',
    story: async (s) => {
      const acme = (await s.trusted()).next({ root: ['r1', 'r2', 'r4'] }).next({ signedBy: ['r1', 'r4'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 3);
    },
  },
  {
    name: 'a root key that was rotated out cannot go on',
    story: async (s) => {
      const acme = (await s.trusted()).next(NEW_ROOT);
      await s.expects(acme, { version: 1 }, 'active');
      acme.next({ root: ['r1', 'r2', 'r3'], signedBy: ['r1', 'r2'], package: ['p9'] });
      await s.expects(acme, { version: 2, trust: [acme.at(3)] }, 'PACKAGE_UNTRUSTED');
      await s.expects(acme, { version: 2 }, 'TRUST_CHAIN_BROKEN');
      await s.stands(1, 2);
    },
  },
  {
    name: 'roots that expired on the way to one that has not',
    story: async (s) => {
      const acme = (await s.trusted()).next({ expires: NOW + DAY_MS }).next({ expires: NOW + 900 * DAY_MS });
      s.site.now = NOW + 400 * DAY_MS;
      await s.expects(acme, { version: 1 }, 'active');
      await s.stands(1, 3);
    },
  },
  {
    name: 'the root at the end of the list has expired',
    story: async (s) => {
      const acme = (await s.trusted()).next({ expires: NOW + DAY_MS });
      s.site.now = NOW + 2 * DAY_MS;
      await s.expects(acme, { version: 1 }, 'TRUST_ROOT_EXPIRED');
      await s.stands(null, 1);
    },
  },
  {
    name: 'freeze: the trusted root has expired, and no newer one came',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1 }, 'active');
      s.site.now = NOW + 366 * DAY_MS;
      await s.expects(acme, { version: 2 }, 'TRUST_ROOT_EXPIRED');
      await s.stands(1, 1);
    },
  },
  {
    name: 'expiry to the millisecond',
    story: async (s) => {
      const acme = await s.trusted();
      s.site.now = NOW + 365 * DAY_MS - 1;
      await s.expects(acme, { version: 1 }, 'active');
      s.site.now = NOW + 365 * DAY_MS;
      await s.expects(acme, { version: 2 }, 'TRUST_ROOT_EXPIRED');
    },
  },
  {
    name: 'an expired root is trusted by nobody',
    story: async (s) => {
      s.site.now = NOW + 365 * DAY_MS;
      expect(await s.site.trust(s.chain().first)).toBe('TRUST_ROOT_EXPIRED');
    },
  },
  {
    name: 'the package role may need two of three keys',
    story: async (s) => {
      const acme = await s.trusted({ package: ['p1', 'p2', 'p3'], packageThreshold: 2 });
      await s.expects(acme, { version: 1, signers: ['p3'] }, 'PACKAGE_SIGNATURE');
      await s.expects(acme, { version: 1, signers: ['p1', 'p3'] }, 'active');
    },
  },
  {
    name: 'the threshold of the package role goes up by a rotation, at once',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p1', 'p2'], packageThreshold: 2 });
      await s.expects(acme, { version: 1, signers: ['p1'] }, 'PACKAGE_SIGNATURE');
      await s.expects(acme, { version: 1 }, 'active');
    },
  },
  {
    name: 'a refused package leaves no rotation behind',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'] });
      const bent = (stored: Buffer[]): void => void stored[0]?.set([1], 0);
      await s.expects(acme, { version: 1, hooks: { file: bent } }, 'PACKAGE_CHUNK_DIGEST');
      await s.stands(null, 1);
    },
  },
  {
    name: 'a rotation in a held package is in force',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'] });
      await s.expects(acme, { version: 1 }, 'held', true);
      await s.expects(acme, { version: 2, signers: ['p1'], trust: [] }, 'PACKAGE_UNTRUSTED');
      await s.stands(null, 2);
    },
  },
];
