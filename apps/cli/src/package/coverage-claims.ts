import { Fault, OBJECT_TYPES } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import { COVERAGE_DEGREES } from '@pksn/package-format';
import type { CoverageDegree } from '@pksn/package-format';

/** `--coverage KIND=DEGREE,...`. Throws USAGE. */
export function coverageOf(claims: readonly string[]): Partial<Record<ObjectType, CoverageDegree>> {
  const coverage: Partial<Record<ObjectType, CoverageDegree>> = {};
  for (const claim of claims) {
    const [kind, degree] = claim.split('=');
    const type = OBJECT_TYPES.find((one) => one === kind);
    const known = COVERAGE_DEGREES.find((one) => one === degree);
    if (type === undefined || known === undefined) {
      const kinds = OBJECT_TYPES.join(', ');
      throw new Fault('USAGE', `"${claim}" is not KIND=DEGREE with a kind of ${kinds} and full, partial or none`);
    }
    coverage[type] = known;
  }
  return coverage;
}
