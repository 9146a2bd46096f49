import { Fault, TRUST_GROUPS, ZONES, softwareName } from '@pksn/domain';
import { OBJECT_FIELDS } from '@pksn/package-format';
import type { OwnFeedEntry } from '@pksn/store-postgres';
import { NAME_CHARS, REASON_CHARS } from '../overrides/override-requests';
import { isStorable } from '../plain-input';
import { objectFields, rowObjects } from './row-object';

const OBJECT_CHARS = 8_192;
const DATE_CHARS = 40;
/** What a terminal would obey, ends of lines, and what stands for bytes that were no text: no package carries them. */
const UNTOLD = /[\p{Cc}\u2028\u2029\uFFFD]/u;

/** A row of package input and the reason for it, as JSON has it. */
export type FeedRow = Readonly<Record<string, unknown>>;

export interface RowDefaults {
  readonly zone: string | null;
  readonly reason: string | null;
}

/** One entry for each object of a row. Faults: OWN_FEED_INVALID, OBJECT_MALFORMED. */
export function rowEntries(row: FeedRow, defaults: RowDefaults): OwnFeedEntry[] {
  const zone = word(row, 'zone', ZONES) ?? ZONES.find((one) => one === defaults.zone);
  if (zone === undefined) throw invalid('there is no zone');
  const reason = text(row, 'reason', REASON_CHARS) ?? defaults.reason;
  if (reason === null) throw invalid('there is no reason');
  const cells = Object.fromEntries(OBJECT_FIELDS.map((field) => [field, text(row, field, OBJECT_CHARS)]));
  const objects = rowObjects(cells);
  if (objects.length === 0) throw invalid('the row names no object');
  const verdict = {
    zone,
    threat: text(row, 'threat', NAME_CHARS),
    product: text(row, 'product', NAME_CHARS) ?? productOf(cells),
    trustGroup: word(row, 'trustGroup', TRUST_GROUPS) ?? null,
    popularity: count(row['popularity']),
    firstSeen: text(row, 'firstSeen', DATE_CHARS),
    reason,
  };
  return objects.map((object) => ({ object, ...verdict }));
}

/** The row again, for people, for imports and for packages; what is not known is left out. */
export function entryRow(entry: OwnFeedEntry): FeedRow {
  const { object, zone, threat, product, trustGroup, popularity, firstSeen, reason } = entry;
  const verdict = { zone, threat, product, trustGroup, popularity, firstSeen, reason };
  return { ...objectFields(object), ...Object.fromEntries(Object.entries(verdict).filter(([, one]) => one != null)) };
}

/** As when packages are built: beside a hash, the software fields say what the file belongs to. */
function productOf(cells: Readonly<Record<string, string | null>>): string | null {
  const isHashed = (['sha256', 'sha1', 'md5', 'certificateSha256', 'certificateSha1'] as const).some(
    (field) => cells[field] != null,
  );
  if (!isHashed || cells['softwareProduct'] == null) return null;
  return softwareName(cells['softwareVendor'] ?? null, cells['softwareProduct'], cells['softwareVersion'] ?? null);
}

function text(row: FeedRow, name: string, most: number): string | null {
  const value = row[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || value.length > most || UNTOLD.test(value) || !isStorable(value))
    throw invalid(`${name} is no text of up to ${String(most)} characters`);
  return value.trim() === '' ? null : value.trim();
}

function word<T extends string>(row: FeedRow, name: string, words: readonly T[]): T | undefined {
  const value = text(row, name, NAME_CHARS)?.toLowerCase();
  if (value === undefined) return undefined;
  const known = words.find((one) => one === value);
  if (known === undefined) throw invalid(`${name} is none of ${words.join(', ')}`);
  return known;
}

/** Tables have numbers as text. */
function count(value: unknown): number | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return Number(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw invalid('popularity is not a whole number');
}

function invalid(why: string): Fault {
  return new Fault('OWN_FEED_INVALID', why);
}
