import { INFRASTRUCTURES } from '@pksn/contract';
import type { Envelope, ObjectError, Reputation } from '@pksn/contract';
import { Fault, FAULT_CATALOG, OBJECT_TYPES, TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import type { ServiceVerdict } from './endpoint-answer';

type Fields = Readonly<Record<string, unknown>>;
const COVERAGES: readonly unknown[] = ['full', 'partial', 'none'];

/** The answer to a bulk of `count` objects. Fault: SERVICE_UNAVAILABLE for anything that is none. */
export function readBulk(body: unknown, count: number): readonly (ServiceVerdict | ObjectError)[] {
  const envelope = { ...envelopeOf(body), ...ageOf(body) };
  const { results } = body as Fields;
  if (!Array.isArray(results) || results.length !== count)
    throw garbage('another number of results than was asked for');
  return (results as unknown[]).map((slot) => errorOf(slot) ?? { ...reputationOf(slot), ...envelope });
}

/** The answer about a single object; the same fault. */
export function readSingle(body: unknown): ServiceVerdict {
  return { ...reputationOf(body), ...envelopeOf(body), ...ageOf(body) };
}

/** Fault: SERVICE_UNAVAILABLE. */
export function envelopeOf(body: unknown): Envelope {
  const { epoch, generation, asOf, stale, coverage, infrastructure } = fieldsOf(body);
  const isRight =
    typeof epoch === 'string' &&
    Number.isSafeInteger(generation) &&
    typeof asOf === 'string' &&
    typeof stale === 'boolean' &&
    COVERAGES.includes(coverage) &&
    (INFRASTRUCTURES as readonly unknown[]).includes(infrastructure);
  if (!isRight) throw garbage('an answer without its envelope');
  return { epoch, generation, asOf, stale, coverage, infrastructure } as Envelope;
}

/** A proxy that cannot ask the service says since how many seconds. */
function ageOf(body: unknown): { readonly ageMs?: number } {
  const { age } = fieldsOf(body);
  return typeof age === 'number' && Number.isSafeInteger(age) && age >= 0 ? { ageMs: age * 1_000 } : {};
}

function reputationOf(value: unknown): Reputation {
  const { object, zone, threat, product, trustGroup, popularity, firstSeen, source, matched } = fieldsOf(value);
  const isRight =
    OBJECT_TYPES.some((type) => type === fieldsOf(object).type) &&
    ZONES.some((one) => one === zone) &&
    [threat, product, firstSeen].every((one) => one === null || typeof one === 'string') &&
    (trustGroup === null || TRUST_GROUPS.some((one) => one === trustGroup)) &&
    (popularity === null || typeof popularity === 'number') &&
    typeof fieldsOf(source).kind === 'string';
  if (!isRight) throw garbage('a result of another form');
  const told = { object, zone, threat, product, trustGroup, popularity, firstSeen, source };
  return (matched === undefined ? told : { ...told, matched }) as Reputation;
}

function errorOf(slot: unknown): ObjectError | null {
  const { code, detail } = fieldsOf(fieldsOf(slot).error);
  if (typeof code !== 'string') return null;
  const known: FaultCode = Object.hasOwn(FAULT_CATALOG, code) ? (code as FaultCode) : 'OBJECT_MALFORMED';
  return { error: { code: known, detail: typeof detail === 'string' ? detail : code } };
}

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

function garbage(what: string): Fault {
  return new Fault('SERVICE_UNAVAILABLE', `what answers is no service, or a broken one: ${what}`);
}
