import type { Fault } from '@pksn/domain';
import { OBJECT_TYPES, TRUST_GROUPS, ZONES, defaultTrustGroup, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { Finding } from '@pksn/reputation-index';
import type { JsonBytes } from './json-bytes';
import type { Asked } from '@pksn/lookup';

/*
 * Answers as JSON text, built by hand: a bulk of 1,000 objects spends less time here than in any serializer that
 * first needs objects. The text is, byte for byte, what the schemas of the contract (REPUTATION_SCHEMA and
 * LOOKUP_ANSWER_SCHEMA, of which the OpenAPI document is made) serialize; answer-text.spec.ts holds both together.
 */

/** The content type of every answer made here. */
export const ANSWER_TYPE = 'application/json; charset=utf-8';

const POPULARITY_BUCKETS = 64;

/** Pieces that never change are encoded once. */
const utf8 = (text: string): Buffer => Buffer.from(text);
const table = <K extends string>(keys: readonly K[], text: (key: K) => string): ReadonlyMap<K, Buffer> =>
  new Map(keys.map((key) => [key, utf8(text(key))]));

const HASH = { sha256: utf8(',"sha256":"'), sha1: utf8(',"sha1":"'), md5: utf8(',"md5":"') } as const;
const QUOTE = utf8('"');
const OBJECT = table(OBJECT_TYPES, (type) => `"object":{"type":"${type}"`);
const ZONE = table(ZONES, (zone) => `},"zone":"${zone}","threat":`);
const PRODUCT = utf8(',"product":');
const TRUST_GROUP = table(TRUST_GROUPS, (group) => `,"trustGroup":"${group}","popularity":`);
const NO_TRUST_GROUP = utf8(',"trustGroup":null,"popularity":');
const POPULARITY = Array.from({ length: POPULARITY_BUCKETS }, (_, bucket) => {
  return utf8(`${String(popularityOfBucket(bucket))},"firstSeen":`);
});
const MATCHED = utf8(',"matched":');
/** By day since 1970; at most 65,536, made when they are first met. */
const FIRST_SEEN: Buffer[] = [];
/** By the source itself: one per feed snapshot and per override. */
const SOURCES = new WeakMap<Finding['source'], Buffer>();

/** Writes the members of one reputation, without the braces around them. */
export function writeReputation(out: JsonBytes, asked: Asked, finding: Finding): void {
  writeVerdict(out, asked, finding);
  writeCircumstances(out, finding);
  const { type } = asked;
  if (type === 'url' || type === 'domain' || type === 'ip') out.encoded(MATCHED).string(finding.matched);
}

/** The members from the object's names to its trust group: what many objects have in common, but for their hashes. */
export function writeVerdict(out: JsonBytes, { type, question, named }: Asked, finding: Finding): void {
  out.encoded(OBJECT.get(type) as Buffer);
  if (question.type === 'file' || question.type === 'certificate') writeHash(out, question.hashKind, question.key);
  else out.raw(named);
  const { sha256, sha1, md5 } = finding.hashes;
  if (sha256 !== undefined) writeHash(out, 'sha256', sha256);
  if (sha1 !== undefined) writeHash(out, 'sha1', sha1);
  if (md5 !== undefined) writeHash(out, 'md5', md5);
  out.encoded(ZONE.get(finding.zone) as Buffer).string(finding.threat);
  out.encoded(PRODUCT).string(finding.product);
  const group = finding.trustGroup ?? defaultTrustGroup(finding.zone, type);
  out.encoded(group === null ? NO_TRUST_GROUP : (TRUST_GROUP.get(group) as Buffer));
}

/** Popularity, first seen and source. */
export function writeCircumstances(out: JsonBytes, finding: Finding): void {
  out.encoded(POPULARITY[finding.popularityBucket] as Buffer);
  out.encoded(firstSeen(finding.firstSeenDay)).encoded(sourceText(finding.source));
}

type SlotError = Pick<Fault, 'code' | 'detail'> & Partial<Pick<Fault, 'facts'>>;

/** Writes the slot of an object of a bulk that could not be asked. */
export function writeErrorSlot(out: JsonBytes, { code, detail, facts = {} }: SlotError): void {
  out.raw('{"error":{"code":').string(code).raw(',"detail":').string(detail);
  if (code === 'SERVICE_RESTRICTED') {
    const { kind, reason, until } = facts as { kind: string; reason: string; until: string | null };
    out.raw(',"kind":').string(kind).raw(',"reason":').string(reason).raw(',"until":').string(until);
  }
  out.raw('}}');
}

function writeHash(out: JsonBytes, kind: keyof typeof HASH, hash: Buffer): void {
  out.encoded(HASH[kind]).hex(hash).encoded(QUOTE);
}

function firstSeen(day: number): Buffer {
  return (FIRST_SEEN[day] ??= utf8(`${JSON.stringify(firstSeenDate(day))},"source":`));
}

function sourceText(source: Finding['source']): Buffer {
  let text = SOURCES.get(source);
  if (text === undefined) SOURCES.set(source, (text = utf8(JSON.stringify(source))));
  return text;
}
