import { TRUST_GROUPS, firstSeenDate, popularityOfBucket, zoneOfCode } from '@pksn/domain';
import type { FaultCode, TrustGroup, Zone } from '@pksn/domain';
import type { AnswerSource, Envelope, ObjectError } from '../reputation';
import {
  ANSWER_HEAD_BYTES,
  ANSWER_MAGIC,
  COVERAGE_CODES,
  EPOCH_BYTES,
  ERROR_SLOT,
  FLAG_GLOBAL,
  FLAG_STALE,
  HEAD,
  PACKED_VERSION,
  SLOT,
  SLOT_BYTES,
  SLOT_HASHES,
  SOURCE,
  SOURCE_BYTES,
  SOURCE_CODES,
} from './packed-format';

/** What is known of one object: the fields of a Reputation but for `object`, which the question names. */
export interface PackedReputation {
  readonly zone: Zone;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: TrustGroup | null;
  readonly popularity: number | null;
  readonly firstSeen: string | null;
  readonly source: AnswerSource;
  readonly matched: string | null;
  /** Other hashes of the object, in lower-case hex, if the question wanted them. */
  readonly hashes: { readonly sha256?: string; readonly sha1?: string; readonly md5?: string };
}

export interface PackedAnswer extends Envelope {
  /** In the order asked. */
  readonly results: readonly (PackedReputation | ObjectError)[];
}

/** Reads a whole answer. Throws RangeError for bytes that are none, of another version or cut off. */
export function decodePackedAnswer(bytes: Buffer): PackedAnswer {
  if (bytes.length < ANSWER_HEAD_BYTES || bytes.readUInt32BE(0) !== ANSWER_MAGIC)
    throw new RangeError('no packed answer');
  if (bytes[HEAD.version] !== PACKED_VERSION) throw new RangeError('a packed answer of another version');
  const objects = bytes.readUInt16BE(HEAD.objects);
  const sourceCount = bytes.readUInt16BE(HEAD.sources);
  const hashesAt = ANSWER_HEAD_BYTES + objects * SLOT_BYTES;
  const sourcesAt = hashesAt + bytes.readUInt32BE(HEAD.hashBytes);
  const textsAt = sourcesAt + sourceCount * SOURCE_BYTES;
  if (textsAt + bytes.readUInt32BE(HEAD.textBytes) !== bytes.length) throw new RangeError('a packed answer cut off');
  const texts = textsOf(bytes, textsAt, bytes.readUInt16BE(HEAD.texts));
  const sources = Array.from({ length: sourceCount }, (_, i) => sourceOf(bytes, sourcesAt + i * SOURCE_BYTES, texts));
  const results: (PackedReputation | ObjectError)[] = [];
  let hashAt = hashesAt;
  for (let at = ANSWER_HEAD_BYTES; at < hashesAt; at += SLOT_BYTES) {
    const { hashes, end } = hashesOf(bytes, bytes[at + SLOT.hashes] as number, hashAt);
    results.push(slotOf(bytes, at, texts, sources, hashes));
    hashAt = end;
  }
  if (hashAt !== sourcesAt) throw new RangeError('hashes that belong to no slot');
  return { ...envelopeOf(bytes), results };
}

function envelopeOf(bytes: Buffer): Envelope {
  const epoch = bytes.toString('hex', HEAD.epoch, HEAD.epoch + EPOCH_BYTES);
  return {
    epoch: epoch.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    generation: Number(bytes.readBigUInt64BE(HEAD.generation)),
    asOf: new Date(Number(bytes.readBigUInt64BE(HEAD.asOf))).toISOString(),
    stale: ((bytes[HEAD.flags] as number) & FLAG_STALE) !== 0,
    coverage: known(COVERAGE_CODES[bytes[HEAD.coverage] as number]),
    infrastructure: ((bytes[HEAD.flags] as number) & FLAG_GLOBAL) === 0 ? 'private' : 'global',
  };
}

function slotOf(
  bytes: Buffer,
  at: number,
  texts: readonly string[],
  sources: readonly AnswerSource[],
  hashes: PackedReputation['hashes'],
): PackedReputation | ObjectError {
  const text = (place: number): string | null => {
    const number = bytes.readUInt16BE(at + place);
    return number === 0 ? null : known(texts[number - 1]);
  };
  const [threat, product] = [text(SLOT.threat), text(SLOT.product)];
  const zone = bytes[at + SLOT.zone] as number;
  if (zone === ERROR_SLOT) return { error: { code: threat as FaultCode, detail: product ?? '' } };
  const group = bytes[at + SLOT.trustGroup] as number;
  const source = bytes.readUInt16BE(at + SLOT.source);
  return {
    zone: zone === 0 ? 'grey' : known(zoneOfCode(zone) ?? undefined),
    threat,
    product,
    trustGroup: group === 0 ? null : known(TRUST_GROUPS[group - 1]),
    popularity: popularityOfBucket(bytes[at + SLOT.popularity] as number),
    firstSeen: firstSeenDate(bytes.readUInt16BE(at + SLOT.firstSeen)),
    source: source === 0 ? { kind: 'none' } : known(sources[source - 1]),
    matched: text(SLOT.matched),
    hashes,
  };
}

function hashesOf(bytes: Buffer, bits: number, from: number): { hashes: PackedReputation['hashes']; end: number } {
  const hashes: { sha256?: string; sha1?: string; md5?: string } = {};
  let at = from;
  for (const { kind, bit, bytes: length } of SLOT_HASHES) {
    if ((bits & bit) === 0) continue;
    hashes[kind] = bytes.toString('hex', at, at + length);
    at += length;
  }
  return { hashes, end: at };
}

function sourceOf(bytes: Buffer, at: number, texts: readonly string[]): AnswerSource {
  const text = known(texts[bytes.readUInt16BE(at + SOURCE.text) - 1]);
  switch (bytes[at + SOURCE.kind]) {
    case SOURCE_CODES.feed:
      return { kind: 'feed', feed: text, version: Number(bytes.readBigUInt64BE(at + SOURCE.version)) };
    case SOURCE_CODES.customer:
      return { kind: 'override', owner: 'customer', reason: text };
    case SOURCE_CODES.provider:
      return { kind: 'override', owner: 'provider', reason: text };
    default:
      throw new RangeError('a source of an unknown kind');
  }
}

function textsOf(bytes: Buffer, from: number, count: number): string[] {
  const texts: string[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    const end = at + 2 > bytes.length ? Infinity : at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) throw new RangeError('a text that is cut off');
    texts.push(bytes.toString('utf8', at + 2, end));
    at = end;
  }
  if (at !== bytes.length) throw new RangeError('texts of another length than announced');
  return texts;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new RangeError('a packed answer names what it does not hold');
  return value;
}
