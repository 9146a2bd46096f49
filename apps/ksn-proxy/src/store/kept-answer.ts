import { hash } from 'node:crypto';
import type { ObjectType } from '@pksn/domain';

/** An answer as it is kept: without its envelope, and without the asker's spelling. Times are milliseconds since 1970. */
export interface KeptAnswer {
  readonly type: ObjectType;
  /** The object as the service named it: for files and certificates, whose spelling is one. Else null. */
  readonly object: Readonly<Record<string, unknown>> | null;
  /** From `zone` on, in the order in which the service says it. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly generation: number;
  readonly storedAt: number;
  readonly freshUntil: number;
  /** Under which a change may come. */
  readonly names: readonly string[];
  readonly place: number;
  readonly bytes: number;
}

/*
 * Keys of the shelf; VIEW is a view's number, ID the first half of the SHA-256 of an object's name:
 *   a!VIEW!ID        an answer
 *   n!VIEW!NAME!ID   an answer that a change of NAME concerns
 *   o!PLACE!VIEW!ID  the order in which answers were kept, oldest first
 *   v!SCOPE          a view: its number, cursor and stamp
 *   j!KEYHASH        a good judgement
 *   s!state          bytes and counters
 */
export const STATE_KEY = 's!state';
export const ORDER_RANGE = ['o!', 'o!~'] as const;

const PLACE_DIGITS = 14;
const NAME_DIGITS = 24;

export const answerKey = (view: number, id: string): string => `a!${String(view)}!${id}`;
export const nameKey = (view: number, name: string, id: string): string => `n!${String(view)}!${name}!${id}`;
export const orderKey = (place: number, view: number, id: string): string =>
  `o!${String(place).padStart(PLACE_DIGITS, '0')}!${String(view)}!${id}`;

/**
 * A name as the shelf has it: half of a digest, so that nobody can choose hashes that fall under the name of another. Addresses stay
 * whole, because networks are ranges of them.
 */
export function shortName(name: string): string {
  const section = name.slice(0, name.indexOf(':'));
  return section === 'ip4' || section === 'ip6'
    ? name
    : `${section}:${hash('sha256', name, 'hex').slice(0, NAME_DIGITS)}`;
}

/** Null for what is not of this form: it counts as not kept. */
export function parseKept(text: string | undefined): KeptAnswer | null {
  if (text === undefined) return null;
  try {
    const kept = JSON.parse(text) as KeptAnswer;
    const isRight = Array.isArray(kept.names) && typeof kept.freshUntil === 'number' && typeof kept.told === 'object';
    return isRight ? kept : null;
  } catch {
    return null;
  }
}
