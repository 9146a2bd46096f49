import type { ChangesAnswer } from '@pksn/contract';
import { Fault, isSectionName } from '@pksn/domain';
import { envelopeOf } from '../lookup/read-verdicts';

const CURSOR = /^[A-Za-z0-9_-]{1,512}$/;
const HEX = /^(?:[0-9a-f]{2}){1,64}$/;

/** A page of changes. Fault: SERVICE_UNAVAILABLE for anything else: half a page would leave old answers standing. */
export function readPage(body: unknown): ChangesAnswer {
  const envelope = envelopeOf(body);
  const { cursor, reset, more, changes } = body as Record<string, unknown>;
  const isRight =
    typeof cursor === 'string' &&
    CURSOR.test(cursor) &&
    typeof reset === 'boolean' &&
    typeof more === 'boolean' &&
    Array.isArray(changes) &&
    changes.every(isChange);
  if (!isRight)
    throw new Fault('SERVICE_UNAVAILABLE', 'what answers is no service, or a broken one: no page of changes');
  return { ...envelope, cursor, reset, more, changes } as ChangesAnswer;
}

function isChange(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { section, key, siblings, license } = value as Record<string, unknown>;
  if (license !== undefined) return true;
  const isNamed = typeof section === 'string' && isSectionName(section) && typeof key === 'string' && HEX.test(key);
  return isNamed && typeof siblings === 'object' && siblings !== null && Object.values(siblings).every(isHex);
}

const isHex = (value: unknown): boolean => typeof value === 'string' && HEX.test(value);
