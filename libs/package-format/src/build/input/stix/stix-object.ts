import { guessObject } from '../guess-object';
import type { InputField } from '../input-row';
import type { StixCase, StixComparison } from './stix-cases';
import { isBesideThePoint, plainStixPath, STIX_FIELDS } from './stix-path';

export type ObjectFields = Partial<Record<InputField, string>>;
export type StixObject = { readonly fields: ObjectFields } | { readonly reason: string };

const FAMILIES: Readonly<Partial<Record<InputField, string>>> = {
  sha256: 'file',
  sha1: 'file',
  md5: 'file',
  certificateSha256: 'certificate',
  certificateSha1: 'certificate',
  softwareVendor: 'software',
  softwareProduct: 'software',
  softwareVersion: 'software',
};

/** The one object that a case is about, as fields of a row; or why it is about none. Nothing is guessed. */
export function stixObject({ comparisons, problem }: StixCase): StixObject {
  if (problem !== null) return { reason: problem };
  const fields: ObjectFields = {};
  const others: string[] = [];
  let hasPort = false;
  for (const comparison of comparisons) {
    const path = plainStixPath(comparison.path);
    const target = STIX_FIELDS.get(path);
    if (target === undefined) {
      others.push(path);
      continue;
    }
    if (target === 'port') {
      hasPort = true;
      continue;
    }
    const field = target === 'endpoint' ? endpointField(comparison) : target;
    if (!isExact(comparison, field)) return { reason: `compares ${path} by ${comparison.operator}` };
    if (fields[field] !== undefined && fields[field] !== comparison.value) {
      return { reason: `wants two values of ${path} at once` };
    }
    fields[field] = comparison.value ?? '';
  }
  return judged(fields, others, hasPort);
}

function judged(fields: ObjectFields, others: readonly string[], hasPort: boolean): StixObject {
  const found = Object.keys(fields) as InputField[];
  const [first] = found;
  if (first === undefined) {
    return { reason: `asks for ${(others[0] ?? 'network-traffic:dst_port').slice(0, 80)}, which is no object of ours` };
  }
  const families = new Set(found.map((field) => FAMILIES[field] ?? field));
  const besides = others.find((path) => !found.some((field) => isBesideThePoint(path, field)));
  if (families.size > 1 || besides !== undefined) {
    return { reason: `wants ${first} together with ${(besides ?? found[1] ?? '').slice(0, 80)}` };
  }
  if (!hasPort) return { fields };
  // A port of any number, so that it is counted as dropped.
  if (fields.ip !== undefined)
    return { fields: { ip: fields.ip.includes(':') ? `[${fields.ip}]:0` : `${fields.ip}:0` } };
  return fields.domain === undefined
    ? { reason: `wants ${first} together with a port` }
    : { fields: { domain: `${fields.domain}:0` } };
}

/** The end of a connection is a name or an address; its form tells. */
function endpointField({ value }: StixComparison): 'ip' | 'domain' {
  return guessObject(value ?? '') === 'ip' ? 'ip' : 'domain';
}

/** A network is what an address is in when ISSUBSET says so. */
function isExact({ operator, value }: StixComparison, field: InputField): boolean {
  if (value === null || value.trim() === '') return false;
  return operator === '=' || (operator === 'ISSUBSET' && field === 'ip');
}
