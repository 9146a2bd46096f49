import { hash } from 'node:crypto';
import type { RowPosition } from '@pksn/reputation-index';

/** Somewhere inside the changes of the generation after the cursor's. */
export interface InnerPosition {
  /** The feed whose rows are being told; '' while the overrides are. */
  readonly feed: string;
  /** How many of that feed's moves (or, for overrides, of the overrides) were told wholly. */
  readonly done: number;
  readonly row: RowPosition | null;
}

/**
 * How far an asker has heard. It names states of the database, never of a process, so that every process of a pool, and
 * one that was restarted, understands it. All changes up to `generation` were told, and of the next one those before
 * `inner`.
 */
export interface ChangeCursor {
  readonly epoch: string;
  readonly generation: number;
  /** When that generation was made; milliseconds since 1970. After a restore another one may have its number. */
  readonly generationAt: number;
  /** The registry's revision, and a digest of its stamp. */
  readonly registry: number;
  readonly registryStamp: string;
  readonly inner: InnerPosition | null;
}

const VERSION = 1;
const EPOCH_BYTES = 8;
const NUMBER_BYTES = 6;
const STAMP_BYTES = 4;
const CHECK_BYTES = 12;
const HEAD_BYTES = 1 + EPOCH_BYTES + 3 * NUMBER_BYTES + STAMP_BYTES;
/** The longest: a feed's name of 128 bytes and a key of 32. */
export const CURSOR_CHARS = 512;

const digest = (text: string, bytes: number): Buffer => hash('sha256', text, 'buffer').subarray(0, bytes);

export function stampDigest(stamp: string | null): string {
  return digest(stamp ?? '', STAMP_BYTES).toString('hex');
}

/**
 * As text of A–Z, a–z, 0–9, - and _. `scope` says whose it is and what that one sees: with another one it is not
 * taken. The check is no secret: who forges a cursor still gets only what he may see, from another place on.
 */
export function encodeCursor(cursor: ChangeCursor, scope: string): string {
  const head = Buffer.alloc(HEAD_BYTES);
  let at = head.writeUInt8(VERSION, 0);
  at += digest(cursor.epoch, EPOCH_BYTES).copy(head, at);
  for (const number of [cursor.generation, cursor.generationAt, cursor.registry]) {
    at = head.writeUIntBE(number, at, NUMBER_BYTES);
  }
  Buffer.from(cursor.registryStamp, 'hex').copy(head, at);
  const body = Buffer.concat([head, encodeInner(cursor.inner)]);
  return Buffer.concat([body, check(body, cursor.epoch, scope)]).toString('base64url');
}

/** Where the cursor stands, before it is known whether it is the asker's; null when it is none of this epoch. */
export function decodeCursor(
  text: string,
  epoch: string,
): { cursor: ChangeCursor; isFor(scope: string): boolean } | null {
  if (text.length > CURSOR_CHARS || !/^[\w-]+$/.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < HEAD_BYTES + 1 + CHECK_BYTES || bytes[0] !== VERSION) return null;
  if (bytes.toString('base64url') !== text) return null;
  const body = bytes.subarray(0, bytes.length - CHECK_BYTES);
  let at = 1 + EPOCH_BYTES;
  if (!body.subarray(1, at).equals(digest(epoch, EPOCH_BYTES))) return null;
  const number = (): number => body.readUIntBE((at += NUMBER_BYTES) - NUMBER_BYTES, NUMBER_BYTES);
  const [generation, generationAt, registry] = [number(), number(), number()];
  const registryStamp = body.subarray(at, at + STAMP_BYTES).toString('hex');
  const inner = decodeInner(body.subarray(HEAD_BYTES));
  if (inner === undefined) return null;
  return {
    cursor: { epoch, generation, generationAt, registry, registryStamp, inner },
    isFor: (scope) => check(body, epoch, scope).equals(bytes.subarray(body.length)),
  };
}

function check(body: Buffer, epoch: string, scope: string): Buffer {
  return digest(`pksn-changes\n${body.toString('hex')}\n${epoch}\n${scope}`, CHECK_BYTES);
}

/** 0 | or 1, feed's length, feed, done (u32), section (0: no row), key. */
function encodeInner(inner: InnerPosition | null): Buffer {
  if (inner === null) return Buffer.of(0);
  const feed = Buffer.from(inner.feed);
  const done = Buffer.alloc(4);
  done.writeUInt32BE(inner.done);
  const row = inner.row === null ? Buffer.of(0) : Buffer.concat([Buffer.of(inner.row.sectionId), inner.row.key]);
  return Buffer.concat([Buffer.of(1, feed.length), feed, done, row]);
}

/** undefined: not of this form. */
function decodeInner(bytes: Buffer): InnerPosition | null | undefined {
  if (bytes[0] === 0) return bytes.length === 1 ? null : undefined;
  const feedEnd = 2 + (bytes[1] ?? 0);
  if (bytes[0] !== 1 || bytes.length < feedEnd + 5) return undefined;
  const feed = bytes.toString('utf8', 2, feedEnd);
  const sectionId = bytes[feedEnd + 4] as number;
  const row = sectionId === 0 ? null : { sectionId, key: Buffer.from(bytes.subarray(feedEnd + 5)) };
  return { feed, done: bytes.readUInt32BE(feedEnd), row };
}
