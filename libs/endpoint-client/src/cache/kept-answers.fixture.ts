import type { ServiceVerdict } from '../lookup/endpoint-answer';
import type { ObjectIdentity } from '../lookup/object-identity';
import { identityOf } from '../lookup/object-identity';
import { sha256 } from '../local-service.fixture';
import { AnswerCache } from './answer-cache';
import { AnswerShelf } from './answer-shelf';

const ENVELOPE = {
  epoch: 'e',
  generation: 1,
  asOf: '2026-11-22T00:00:00Z',
  stale: false,
  coverage: 'full',
  infrastructure: 'private',
} as const;
const REST = { threat: null, product: null, trustGroup: null, popularity: null, firstSeen: null } as const;
const SOURCE = { kind: 'feed', feed: 'acme/core', version: 1 } as const;
export const PAGE = { ...ENVELOPE, cursor: 'c1', reset: false, more: false, changes: [] };
export const LIVES = { presentMs: 1e12, absentMs: 1e12 };
export const BATCH = 500;

export const objectOf = (n: number): ObjectIdentity => identityOf({ file: sha256(n) });

export function answerTo(n: number): { identity: ObjectIdentity; verdict: ServiceVerdict } {
  const object = { type: 'file', sha256: sha256(n), md5: sha256(n).slice(32), sha1: sha256(n).slice(24) } as const;
  return { identity: objectOf(n), verdict: { object, zone: 'red', ...REST, source: SOURCE, ...ENVELOPE } };
}

export async function openCache(
  folder: string,
  key = 'k',
  lost: (error: unknown) => void = () => undefined,
): Promise<{ cache: AnswerCache; wasLost: string | null }> {
  const { shelf, wasLost } = await AnswerShelf.open(folder);
  return { cache: new AnswerCache(shelf, 1e11, [key], lost), wasLost };
}

/** Keeps that many answers in the folder; how many bytes they count. */
export async function fill(folder: string, count: number): Promise<number> {
  const { cache } = await openCache(folder);
  await cache.apply(PAGE, 'k');
  for (let n = 0; n < count; n += BATCH) {
    const some = Array.from({ length: BATCH }, (_, i) => answerTo(n + i));
    await cache.keep(some, LIVES, 1, 'k');
  }
  await cache.close();
  return cache.sizeBytes;
}
