import { hash } from 'node:crypto';
import { REPORT_LIMITS } from '@pksn/contract';

export type ContributionKind = 'statistics' | 'submissions';

/** What is kept of a contribution; of its license key the hash alone. */
export interface QueueEntry {
  readonly kind: ContributionKind;
  readonly customer: string;
  /** SHA-256 of the canonical key, hexadecimal. */
  readonly keyHash: string;
  /** When the service last called the key good; milliseconds since 1970. */
  readonly judgedAt: number;
  readonly takenAt: number;
  readonly endpointId: string;
  /** What it takes of the queue's room. */
  readonly bytes: number;
  /** Of statistics: the report as it came. */
  readonly report?: string;
  readonly sample?: QueuedSample;
}

export interface QueuedSample {
  /** Of the sealed file. */
  readonly id: string;
  readonly bytes: number;
  /** The headers that it came with. */
  readonly confirmed: string;
  readonly part: string | null;
}

/** Entries of one customer and kind, in their order, under an id by which the service knows their numbers. */
export interface Lane {
  /** Under which it is kept here: 128 random bits, hexadecimal, as is the next. */
  readonly name: string;
  /** Under which the service counts; another one after damage, so that no number is ever said twice. */
  readonly id: string;
  readonly kind: ContributionKind;
  readonly customer: string;
  /** Number of its oldest entry, from 1 on, and that of the next one: they are as many as lie between. */
  readonly first: number;
  readonly next: number;
  readonly bytes: number;
}

/** What became of entries, since the queue was made. */
export interface QueueCounts {
  readonly delivered: number;
  /** Refused for good by the service, by code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Damaged on disk, as far as that can be counted. */
  readonly lost: number;
}

const DIGITS = 15;

export const COUNTS_KEY = 'counts';
export const LANE_RANGE = ['lane!', 'lane!~'] as const;
export const ENTRY_RANGE = ['entry!', 'entry!~'] as const;

export const laneKey = (lane: string): string => `lane!${lane}`;
export const entryKey = (lane: string, number: number): string =>
  `entry!${lane}!${String(number).padStart(DIGITS, '0')}`;

/** Tells an entry from another that has its number in a copy of the queue: 32 hexadecimal digits. */
export function entryDigest(entry: QueueEntry): string {
  return hash('sha256', JSON.stringify(entry)).slice(0, 32);
}

/** Where the entry under this key stands; null for another key. */
export function placeOf(key: string): { readonly lane: string; readonly number: number } | null {
  const [, lane, number] = /^entry!([0-9a-f]{32})!(\d{15})$/.exec(key) ?? [];
  return lane === undefined ? null : { lane, number: Number(number) };
}

/** Null for what was not written here, or not as it stands. */
export function parseEntry(text: string | undefined): QueueEntry | null {
  const value = objectIn(text);
  if (value === null) return null;
  const { kind, customer, keyHash, judgedAt, takenAt, endpointId, bytes, report, sample } =
    value as Partial<QueueEntry>;
  const isRight =
    typeof customer === 'string' &&
    /^[0-9a-f]{64}$/.test(keyHash ?? '') &&
    [judgedAt, takenAt, bytes].every((one) => Number.isSafeInteger(one)) &&
    /^[0-9a-f]{32}$/.test(endpointId ?? '') &&
    (kind === 'statistics'
      ? typeof report === 'string' && report.length <= REPORT_LIMITS.bodyBytes
      : kind === 'submissions' && isSample(sample));
  return isRight ? (value as unknown as QueueEntry) : null;
}

export function parseLane(text: string | undefined): Lane | null {
  const value = objectIn(text) as Partial<Lane> | null;
  if (value === null) return null;
  const { name, id, kind, customer, first, next, bytes } = value;
  const isRight =
    [name, id].every((one) => /^[0-9a-f]{32}$/.test(one ?? '')) &&
    (kind === 'statistics' || kind === 'submissions') &&
    typeof customer === 'string' &&
    [first, next, bytes].every((one) => Number.isSafeInteger(one) && Number(one) >= 0) &&
    Number(first) > 0 &&
    Number(first) <= Number(next);
  return isRight ? (value as Lane) : null;
}

export function parseCounts(text: string | undefined): QueueCounts {
  const { delivered, refused, lost } = (objectIn(text) ?? {}) as Partial<QueueCounts>;
  const count = (one: unknown): number => (Number.isSafeInteger(one) ? Number(one) : 0);
  const codes = Object.entries(typeof refused === 'object' && refused !== null ? refused : {});
  return {
    delivered: count(delivered),
    refused: Object.fromEntries(codes.map(([code, n]) => [code, count(n)])),
    lost: count(lost),
  };
}

function isSample(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { id, bytes, confirmed, part } = value as Partial<QueuedSample>;
  const isText = (one: unknown): boolean => typeof one === 'string';
  return isText(id) && Number.isSafeInteger(bytes) && isText(confirmed) && (part === null || isText(part));
}

function objectIn(text: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
