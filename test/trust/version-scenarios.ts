import type { TrustScenario } from './trust-scenario';

const FAR = Number.MAX_SAFE_INTEGER;

/** Rollback, freeze, equivocation, and the way out of a floor that a thief raised. */
export const VERSION_SCENARIOS: readonly TrustScenario[] = [
  {
    name: 'versions go up, with gaps',
    story: async (s) => {
      const acme = await s.trusted();
      for (const version of [1, 2, 9]) await s.expects(acme, { version }, 'active');
      await s.stands(9, 1);
    },
  },
  {
    name: 'rollback: an older version',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: 4 }, 'PACKAGE_ROLLBACK');
      await s.stands(5, 1);
    },
  },
  {
    name: 'rollback: a version that was live before',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1 }, 'active');
      await s.expects(acme, { version: 2 }, 'active');
      await s.expects(acme, { version: 1 }, 'PACKAGE_ROLLBACK');
      await s.stands(2, 1);
    },
  },
  {
    name: 'rollback: below a version that is only held',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 1 }, 'active');
      await s.expects(acme, { version: 5 }, 'held', true);
      await s.expects(acme, { version: 4 }, 'PACKAGE_ROLLBACK');
      await s.stands(1, 1);
    },
  },
  {
    name: 'rollback: of one feed while another one is younger',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 7 }, 'active');
      await s.expects(acme, { version: 1, feed: 'other' }, 'active');
      await s.expects(acme, { version: 1 }, 'PACKAGE_ROLLBACK');
    },
  },
  {
    name: 'rollback: after the trust ended and was given again',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 3 }, 'active');
      await s.site.untrust(acme.vendor);
      expect(await s.site.trust(acme.first)).toBe('trusted');
      await s.expects(acme, { version: 2 }, 'PACKAGE_ROLLBACK');
      await s.expects(acme, { version: 3 }, 'active');
    },
  },
  {
    name: 'rollback: an older version under a rotation that kept the key of the floor',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      acme.next({ package: ['p1', 'p2'] });
      await s.expects(acme, { version: 4, signers: ['p2'] }, 'PACKAGE_ROLLBACK');
      await s.stands(5, 1);
    },
  },
  {
    name: 'rollback: old roots and old keys, as an old copy carries them',
    story: async (s) => {
      const acme = await s.trusted();
      const old = { version: 1, signers: ['p1'], trust: [] };
      await s.expects(acme, old, 'active');
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 2 }, 'active');
      await s.expects(acme, { ...old, version: 3 }, 'PACKAGE_UNTRUSTED');
      await s.stands(2, 2);
    },
  },
  {
    name: 'freeze: the very package again and again changes nothing',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: 5 }, 'unchanged');
      await s.expects(acme, { version: 5 }, 'unchanged');
      await s.stands(5, 1);
    },
  },
  {
    name: 'equivocation: another package of the live version is refused, kept as evidence once, and told',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: 5, content: 'other' }, 'PACKAGE_EQUIVOCATION');
      await s.expects(acme, { version: 5, content: 'other' }, 'PACKAGE_EQUIVOCATION');
      const feed = `${acme.vendor}/core`;
      const kept = await s.site.rows('SELECT version::int, known, other FROM equivocation WHERE feed = $1', [feed]);
      expect(kept).toHaveLength(1);
      // Both manifests prove the vendor's word: each is whole, and signed by its key.
      const [{ known, other }] = kept;
      for (const one of [known, other]) {
        const manifest = JSON.parse(Buffer.from(one.payload as string, 'base64').toString()) as object;
        expect(manifest).toMatchObject({ feed, version: 5 });
        expect(one.signatures).toEqual([expect.objectContaining({ keyid: acme.key('p1').keyid })]);
      }
      expect(known.payload).not.toBe(other.payload);
      const told = await s.site.rows(`SELECT 1 FROM audit_entry WHERE action = 'feed.equivocation' AND subject = $1`, [
        feed,
      ]);
      expect(told).toHaveLength(1);
      expect(await s.site.alerts(feed)).toContain('vendor-equivocation');
      await s.stands(5, 1);
    },
  },
  {
    name: 'equivocation: with a held version, and by another of two keys',
    story: async (s) => {
      const acme = await s.trusted({ package: ['p1', 'p2'] });
      await s.expects(acme, { version: 5, signers: ['p1'] }, 'held', true);
      await s.expects(acme, { version: 5, signers: ['p2'], content: 'other' }, 'PACKAGE_EQUIVOCATION');
    },
  },
  {
    name: 'equivocation: a stranger cannot raise the alarm',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      const strange = { version: 5, content: 'other', signers: ['stranger:p'] };
      await s.expects(acme, strange, 'PACKAGE_UNTRUSTED');
      expect(await s.site.rows('SELECT 1 FROM equivocation WHERE feed = $1', [`${acme.vendor}/core`])).toEqual([]);
    },
  },
  {
    name: 'equivocation: of an older version is only old',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: 6 }, 'active');
      await s.expects(acme, { version: 5, content: 'other' }, 'PACKAGE_ROLLBACK');
    },
  },
  {
    name: 'fast-forward: a floor at the end of all numbers holds while its key may sign',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: FAR, content: 'stolen' }, 'active');
      await s.expects(acme, { version: 6 }, 'PACKAGE_ROLLBACK');
      await s.stands(FAR, 1);
    },
  },
  {
    name: 'fast-forward: the rotation of the stolen key brings the feed back at once',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: FAR, content: 'stolen' }, 'active');
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 6 }, 'active');
      await s.stands(6, 2);
      await s.expects(acme, { version: 7 }, 'active');
      await s.expects(acme, { version: 6 }, 'PACKAGE_ROLLBACK');
      await s.stands(7, 2);
    },
  },
  {
    name: 'fast-forward: what the thief signed comes back by no way',
    story: async (s) => {
      const acme = await s.trusted();
      const stolen = { version: FAR, content: 'stolen', signers: ['p1'], trust: [] };
      await s.expects(acme, stolen, 'active');
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 6 }, 'active');
      await s.expects(acme, stolen, 'PACKAGE_UNTRUSTED');
      await s.expects(acme, { ...stolen, trust: acme.roots.slice(1) }, 'PACKAGE_SIGNATURE');
      await s.stands(6, 2);
    },
  },
  {
    name: "fast-forward: the thief's held snapshot waits for nobody any longer",
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: FAR, content: 'stolen' }, 'held', true);
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 6 }, 'active');
      const held = await s.site.rows(`SELECT 1 FROM snapshot WHERE feed = $1 AND state = 'held'`, [
        `${acme.vendor}/core`,
      ]);
      expect(held).toEqual([]);
      await s.stands(6, 2);
    },
  },
  {
    name: 'fast-forward: one of two keys that signed the floor is enough to keep it',
    story: async (s) => {
      const acme = await s.trusted({ package: ['p1', 'p2'] });
      await s.expects(acme, { version: FAR, signers: ['p1', 'p2'] }, 'active');
      acme.next({ package: ['p2', 'p3'] });
      await s.expects(acme, { version: 6, signers: ['p3'] }, 'PACKAGE_ROLLBACK');
      acme.next({ package: ['p3'] });
      await s.expects(acme, { version: 6 }, 'active');
    },
  },
  {
    name: 'fast-forward: a version that is known already stays refused',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 5 }, 'active');
      await s.expects(acme, { version: FAR, content: 'stolen' }, 'active');
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 5, content: 'new' }, 'PACKAGE_ROLLBACK');
    },
  },
  {
    name: 'fast-forward: of one feed leaves the floor of the other alone until it is imported',
    story: async (s) => {
      const acme = await s.trusted();
      await s.expects(acme, { version: 3, feed: 'other' }, 'active');
      await s.expects(acme, { version: FAR, content: 'stolen' }, 'active');
      acme.next({ package: ['p2'] });
      await s.expects(acme, { version: 6 }, 'active');
      await s.expects(acme, { version: 4, feed: 'other' }, 'active');
      await s.expects(acme, { version: 3, feed: 'other' }, 'PACKAGE_ROLLBACK');
    },
  },
];
