import type { ObjectError } from '@pksn/contract';
import { defaultTrustGroup, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { Finding } from '@pksn/reputation-index';
import { jsonString, jsonStringOrNull } from './json-text';
import type { Asked } from './questions';

/*
 * Answers as JSON text, built by hand: a bulk of 1,000 objects spends less time here than in any serializer that
 * first needs objects. The text is, byte for byte, what the schemas of the contract (REPUTATION_SCHEMA and
 * LOOKUP_ANSWER_SCHEMA, of which the OpenAPI document is made) serialize; answer-text.spec.ts holds both together.
 */

/** The content type of every answer made here. */
export const ANSWER_TYPE = 'application/json; charset=utf-8';

const POPULARITY_BUCKETS = 64;
const POPULARITY = Array.from({ length: POPULARITY_BUCKETS }, (_, bucket) => String(popularityOfBucket(bucket)));
/** By day since 1970; at most 65,536, made when they are first met. */
const FIRST_SEEN: string[] = [];
/** By the source itself: one per feed snapshot and per override. */
const SOURCES = new WeakMap<Finding['source'], string>();

/** The members of one reputation, without the braces around them. */
export function reputationMembers(asked: Asked, finding: Finding): string {
  const { type } = asked;
  const { sha256, sha1, md5 } = finding.hashes;
  let names = asked.named;
  if (sha256 !== undefined) names += `,"sha256":"${sha256.toString('hex')}"`;
  if (sha1 !== undefined) names += `,"sha1":"${sha1.toString('hex')}"`;
  if (md5 !== undefined) names += `,"md5":"${md5.toString('hex')}"`;
  const group = finding.trustGroup ?? defaultTrustGroup(finding.zone, type);
  const members =
    `"object":{"type":"${type}",${names}},"zone":"${finding.zone}","threat":${jsonStringOrNull(finding.threat)}` +
    `,"product":${jsonStringOrNull(finding.product)},"trustGroup":${group === null ? 'null' : `"${group}"`}` +
    `,"popularity":${POPULARITY[finding.popularityBucket] ?? 'null'},"firstSeen":${firstSeen(finding.firstSeenDay)}` +
    `,"source":${sourceText(finding.source)}`;
  const isNetwork = type === 'url' || type === 'domain' || type === 'ip';
  return isNetwork ? `${members},"matched":${jsonStringOrNull(finding.matched)}` : members;
}

/** The slot of an object of a bulk that could not be asked. */
export function errorSlot({ code, detail }: ObjectError['error']): string {
  return `{"error":{"code":"${code}","detail":${jsonString(detail)}}}`;
}

function firstSeen(day: number): string {
  if (day === 0) return 'null';
  return (FIRST_SEEN[day] ??= jsonStringOrNull(firstSeenDate(day)));
}

function sourceText(source: Finding['source']): string {
  let text = SOURCES.get(source);
  if (text === undefined) SOURCES.set(source, (text = JSON.stringify(source)));
  return text;
}
