import type { ServiceVerdict } from '../lookup/endpoint-answer';
import type { ObjectIdentity } from '../lookup/object-identity';
import { ENDPOINT_LIMITS } from '../limits';
import type { ShelfChange } from './answer-shelf';
import type { CacheState } from './cache-state';
import { answerKey, idOf, nameKeyOf, namesOf, orderKey } from './kept-answer';
import type { KeptAnswer } from './kept-answer';

/** An answer that is to be kept. */
export interface Kept {
  readonly identity: ObjectIdentity;
  readonly verdict: ServiceVerdict;
}

/** What an answer costs beside its texts, about. */
const OVERHEAD_BYTES = 128;

/** What to write so that an answer that came at `now` is kept for `lifeMs`; `state` counts it. Nothing for one that is too large. */
export function keeping(state: CacheState, { identity, verdict }: Kept, now: number, lifeMs: number): ShelfChange[] {
  const id = idOf(identity.key);
  const names = namesOf(identity, verdict);
  const body = { verdict, storedAt: now, freshUntil: now + lifeMs, names, place: state.nextPlace };
  const nameKeys = names.map((name) => nameKeyOf(name, id));
  const bytes = Buffer.byteLength(JSON.stringify(body)) + nameKeys.join('').length + OVERHEAD_BYTES;
  if (bytes > ENDPOINT_LIMITS.keptAnswerBytes) return [];
  state.nextPlace += 1;
  state.bytes += bytes;
  const kept: KeptAnswer = { ...body, bytes };
  return [
    { type: 'put', key: answerKey(id), value: JSON.stringify(kept) },
    { type: 'put', key: orderKey(body.place, id), value: '' },
    ...nameKeys.map((key): ShelfChange => ({ type: 'put', key, value: '' })),
  ];
}

/** What to write so that an answer is gone; `state` counts it. `kept` is what is there, null for nothing readable. */
export function dropping(state: CacheState, id: string, kept: KeptAnswer | null): ShelfChange[] {
  if (kept === null) return [{ type: 'del', key: answerKey(id) }];
  state.bytes = Math.max(0, state.bytes - kept.bytes);
  const keys = [answerKey(id), orderKey(kept.place, id), ...kept.names.map((name) => nameKeyOf(name, id))];
  return keys.map((key) => ({ type: 'del', key }));
}
