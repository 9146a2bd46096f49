import { outcomeOf, requirementOf } from './check-package';
import { ADDRESS_CASES, ALIAS_CASES } from './hostile/alias-and-address-cases';
import { CHUNK_CASES } from './hostile/chunk-cases';
import { EXTRAS_CASES } from './hostile/extras-cases';
import type { HostileCase } from './hostile/hostile-case';
import { packageOf, VENDOR } from './hostile/hostile-case';
import { LOCAL_CASES } from './hostile/local-cases';
import { MANIFEST_CASES } from './hostile/manifest-cases';
import { RECORD_CASES } from './hostile/record-cases';
import { TEXT_CASES } from './hostile/text-cases';
import { TRUST_CASES } from './hostile/trust-cases';

const GROUPS: readonly (readonly [string, readonly HostileCase[]])[] = [
  ['manifest', MANIFEST_CASES],
  ['policy and statements', EXTRAS_CASES],
  ['trust', TRUST_CASES],
  ['records', RECORD_CASES],
  ['aliases', ALIAS_CASES],
  ['addresses', ADDRESS_CASES],
  ['names and texts', TEXT_CASES],
  ['floors and limits', LOCAL_CASES],
  ['chunks and content', CHUNK_CASES],
];

const ALL = GROUPS.flatMap(([, cases]) => cases);

/** TARGETS S2: every package here is signed by the right keys, unless the case is about keys. */
describe('correctly signed but hostile packages', () => {
  it('are of at least 200 kinds, with valid twins among them', () => {
    expect(new Set(ALL.map((one) => one.name)).size).toBe(ALL.length);
    expect(ALL.filter((one) => one.code !== 'accepted').length).toBeGreaterThanOrEqual(200);
    expect(ALL.filter((one) => one.code === 'accepted').length).toBeGreaterThanOrEqual(20);
  });

  it.each(['full', 'delta'] as const)('start from a %s package that is accepted', async (on) => {
    const bytes = packageOf({ name: 'unspoilt', code: 'accepted', on });
    expect(await outcomeOf(bytes, requirementOf(VENDOR))).toBe('accepted');
  });

  describe.each(GROUPS)('%s', (_group, cases) => {
    it.each(cases.map((one) => [one.name, one.code, one] as const))('%s: %s', async (_name, code, one) => {
      expect(await outcomeOf(packageOf(one), requirementOf(VENDOR, one.requirement))).toBe(code);
    });
  });
});
