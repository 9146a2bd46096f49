import { hash } from 'node:crypto';
import type { ObjectIdentity } from '../lookup/object-identity';
import type { ServiceVerdict } from '../lookup/endpoint-answer';

/** One answer as it is kept. Times are milliseconds since 1970. */
export interface KeptAnswer {
  readonly verdict: ServiceVerdict;
  readonly storedAt: number;
  /** Until then it may be given without asking, if no change was told. */
  readonly freshUntil: number;
  readonly names: readonly string[];
  /** Its place in the order of keeping. */
  readonly place: number;
  readonly bytes: number;
}

/*
 * Keys of the shelf:
 *   a!ID            an answer; ID is the first half of the SHA-256 of the object's key
 *   n!NAME!ID       an answer that a change of NAME concerns
 *   o!PLACE!ID      the order in which answers were kept, oldest first
 *   s!…             the state beside them
 */
export const STATE_KEY = 's!state';
export const STATE_PREFIX = 's!';
export const ORDER_RANGE = ['o!', 'o!~'] as const;

const ID_DIGITS = 32;
const PLACE_DIGITS = 13;

export const idOf = (objectKey: string): string => hash('sha256', objectKey, 'hex').slice(0, ID_DIGITS);
export const idAtEnd = (key: string): string => key.slice(-ID_DIGITS);
export const answerKey = (id: string): string => `a!${id}`;
export const nameKeyOf = (name: string, id: string): string => `n!${name}!${id}`;
export const orderKey = (place: number, id: string): string => `o!${String(place).padStart(PLACE_DIGITS, '0')}!${id}`;

/** All names under which a change may come: those asked, and those that the answer tells of the object. */
export function namesOf({ names }: ObjectIdentity, { object }: ServiceVerdict): string[] {
  const kind = object.type;
  if (kind !== 'file' && kind !== 'certificate') return [...names];
  const told = (['sha256', 'sha1', 'md5'] as const)
    .filter((hashName) => typeof object[hashName] === 'string')
    .map((hashName) => `${kind}-${hashName}:${String(object[hashName]).toLowerCase()}`);
  return [...new Set([...names, ...told])];
}

/** Null for what is not of this form: it counts as not kept. */
export function parseKept(text: string | undefined): KeptAnswer | null {
  if (text === undefined) return null;
  try {
    const value = JSON.parse(text) as KeptAnswer;
    const isRight =
      Array.isArray(value.names) && typeof value.storedAt === 'number' && typeof value.verdict.zone === 'string';
    return isRight ? value : null;
  } catch {
    return null;
  }
}
