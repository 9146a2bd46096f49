import { PAYLOAD_TYPES } from '@pksn/signing';
import type { TrustScenario } from './trust-scenario';

/** One vendor never speaks for another, a key has one role, and trust is given to a fingerprint alone. */
export const VENDOR_SCENARIOS: readonly TrustScenario[] = [
  {
    name: "a vendor signs another vendor's feed",
    story: async (s) => {
      await s.trusted();
      const rival = await s.trusted({}, '-rival');
      await s.expects(rival, { version: 1, fullFeed: `${s.vendor}/core` }, 'PACKAGE_FEED_FOREIGN');
      await s.stands(null, 1);
    },
  },
  {
    name: 'a vendor signs a feed of nobody',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1, fullFeed: 'nobody/core' }, 'PACKAGE_FEED_FOREIGN');
    },
  },
  {
    name: 'a vendor whose name begins like the other',
    story: async (s) => {
      await s.trusted();
      const longer = await s.trusted({}, '-x');
      await s.expects(longer, { version: 1, fullFeed: `${s.vendor}/core` }, 'PACKAGE_FEED_FOREIGN');
      await s.expects(longer, { version: 1 }, 'active');
    },
  },
  {
    name: 'a stranger signs',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1, signers: ['stranger:p'] }, 'PACKAGE_UNTRUSTED');
    },
  },
  {
    name: 'a stranger signs besides the vendor',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1, signers: ['p1', 'stranger:p'] }, 'PACKAGE_SIGNATURE');
    },
  },
  {
    name: 'two vendors sign one package',
    story: async (s) => {
      const acme = await s.trusted();
      await s.trusted({}, '-rival');
      const both = { version: 1, signers: ['p1', `${s.vendor}-rival:p1`] };
      await s.expects(acme, both, 'PACKAGE_UNTRUSTED');
    },
  },
  {
    name: "a package carries the root updates of another vendor besides its vendor's key",
    story: async (s) => {
      const acme = await s.trusted();
      const rival = (await s.trusted({}, '-rival')).next();
      await s.expects(acme, { version: 1, trust: [rival.at(2)] }, 'PACKAGE_UNTRUSTED');
      expect(await s.site.rootVersion(rival.vendor)).toBe(1);
    },
  },
  {
    name: 'a root that changes the name of its vendor',
    story: async (s) => {
      const acme = (await s.trusted()).next({ vendor: `${s.vendor}-new` });
      await s.expects(acme, { version: 1 }, 'TRUST_CHAIN_BROKEN');
    },
  },
  {
    name: "a rotation takes another vendor's package key in",
    story: async (s) => {
      await s.trusted({}, '-rival');
      const acme = (await s.trusted()).next({ package: ['p1', `${s.vendor}-rival:p1`] });
      await s.expects(acme, { version: 1, signers: ['p1'] }, 'TRUST_KEY_SHARED');
      await s.stands(null, 1);
    },
  },
  {
    name: "a rotation takes another vendor's license key in, as a root key",
    story: async (s) => {
      await s.trusted({}, '-rival');
      const acme = (await s.trusted()).next({ root: ['r1', 'r2', `${s.vendor}-rival:l1`] });
      await s.expects(acme, { version: 1 }, 'TRUST_KEY_SHARED');
    },
  },
  {
    name: "a new vendor's root lists a key of a trusted one",
    story: async (s) => {
      await s.trusted();
      const thief = s.chain({ package: ['p1', `${s.vendor}:p1`] }, '-thief');
      expect(await s.site.trust(thief.first)).toBe('TRUST_KEY_SHARED');
    },
  },
  {
    name: 'a key in two roles of one root',
    story: async (s) => {
      await Promise.resolve();
      expect(() => s.chain({ package: ['r1'] })).toThrow('TRUST_ROOT_MALFORMED');
      expect(() => s.chain({ package: ['l1'] })).toThrow('TRUST_ROOT_MALFORMED');
    },
  },
  {
    name: 'the license key signs a package',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1, signers: ['l1'] }, 'PACKAGE_UNTRUSTED');
    },
  },
  {
    name: 'root keys sign a package',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1, signers: ['r1', 'r2'] }, 'PACKAGE_UNTRUSTED');
    },
  },
  {
    name: 'a key changes its role: the old package key is the license key now',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'], license: ['p1'] });
      await s.expects(acme, { version: 1, signers: ['p1'] }, 'PACKAGE_SIGNATURE');
      await s.expects(acme, { version: 1 }, 'active');
    },
  },
  {
    name: 'a manifest under the payload type of another document',
    story: async (s) => {
      const acme = await s.trusted();
      const hooks = { payloadType: PAYLOAD_TYPES.license };
      await s.expects(acme, { version: 1, hooks }, 'PACKAGE_PAYLOAD_TYPE');
    },
  },
  {
    name: 'a root update taken out on the way',
    story: async (s) => {
      const acme = (await s.trusted()).next();
      await s.expects(acme, { version: 1, hooks: { block: (block) => (block.trust = []) } }, 'PACKAGE_ATTACHMENT');
    },
  },
  {
    name: 'a root update put in on the way',
    story: async (s) => {
      const acme = (await s.trusted()).next();
      const put = (block: { trust: unknown[] }): void => void block.trust.push(acme.at(2).envelope);
      await s.expects(acme, { version: 1, trust: [], hooks: { block: put } }, 'PACKAGE_ATTACHMENT');
      await s.stands(null, 1);
    },
  },
  {
    name: 'trust without a fingerprint, and with another one',
    story: async (s) => {
      const { first } = s.chain();
      expect(await s.site.trust(first, null)).toBe('TRUST_FINGERPRINT_REQUIRED');
      expect(await s.site.trust(first, '0'.repeat(64))).toBe('TRUST_FINGERPRINT_MISMATCH');
      expect(await s.site.rootVersion(s.vendor)).toBeNull();
    },
  },
  {
    name: 'a second anchor for a vendor that is trusted',
    story: async (s) => {
      const acme = await s.trusted();
      expect(await s.site.trust(acme.fork({ package: ['p9'] }))).toBe('TRUST_VENDOR_EXISTS');
      await s.stands(null, 1);
    },
  },
  {
    name: 'trust that ended: nothing comes in, nothing is live',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1 }, 'active');
      await s.site.untrust(acme.vendor);
      await s.expects(acme, { version: 2 }, 'PACKAGE_UNTRUSTED');
      await s.stands(null, null);
    },
  },
  {
    name: 'trust that is given anew to a newer root leaves the older keys behind',
    story: async (s) => {
      const acme = (await s.trusted()).next({ package: ['p2'] });
      await s.expects(acme, { version: 1 }, 'active');
      await s.site.untrust(acme.vendor);
      expect(await s.site.trust(acme.at(2))).toBe('trusted');
      await s.expects(acme, { version: 2, signers: ['p1'], trust: [] }, 'PACKAGE_UNTRUSTED');
      await s.expects(acme, { version: 2 }, 'active');
    },
  },
  {
    name: 'the vendor of one feed fails, and the other goes on',
    story: async (s) => {
      const acme = await s.trusted();
      const rival = await s.trusted({}, '-rival');
      await s.expects(acme, { version: 1, signers: ['stranger:p'] }, 'PACKAGE_UNTRUSTED');
      await s.expects(rival, { version: 1 }, 'active');
    },
  },
];
