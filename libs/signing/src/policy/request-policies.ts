import { OBJECT_TYPES, RESTRICTION_MODES } from '@pksn/domain';
import type { RequestRestriction, RestrictionMode } from '@pksn/domain';
import type { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';

/** How a vendor disables or partly restricts requests for a time; PACKAGE-FORMAT "Policy". It always ends. */
export interface RequestPolicy extends RequestRestriction {
  readonly until: string;
}

/** The list that manifests and policy files carry; at most 64. Throws the fault of the reader. */
export function parsePolicies(read: FieldReader, value: unknown): RequestPolicy[] {
  return read.list(value, 'policy', SIGNING_LIMITS.policies).map((one, i) => parsePolicy(read, one, `policy[${i}]`));
}

function parsePolicy(read: FieldReader, value: unknown, place: string): RequestPolicy {
  const fields = read.exact(value, place, ['objects', 'mode', 'sample', 'notBefore', 'until', 'reason']);
  const objects = read
    .list(fields['objects'], `${place}.objects`, OBJECT_TYPES.length)
    .map((one) => read.oneOf(one, `${place}.objects`, OBJECT_TYPES));
  if (objects.length === 0 || new Set(objects).size !== objects.length) {
    read.refuse(`${place}.objects`, 'one or more, each once');
  }
  const mode = read.oneOf(fields['mode'], `${place}.mode`, RESTRICTION_MODES);
  const notBefore = read.date(fields['notBefore'], `${place}.notBefore`);
  return {
    objects,
    mode,
    sample: parseSample(read, fields['sample'], `${place}.sample`, mode),
    notBefore,
    until: read.dateAfter(fields['until'], `${place}.until`, notBefore),
    reason: read.text(fields['reason'], `${place}.reason`, SIGNING_LIMITS.policyReasonCharacters),
  };
}

function parseSample(read: FieldReader, value: unknown, place: string, mode: RestrictionMode): number | null {
  if (mode === 'sampled') return read.integer(value, place, 1, 99);
  return value === null ? null : read.refuse(place, 'null when requests are disabled');
}
