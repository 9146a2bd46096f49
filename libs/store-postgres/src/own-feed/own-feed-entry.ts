import {
  Fault,
  NAME_LIMIT_BYTES,
  firstSeenDate,
  firstSeenDay,
  illegalZoneText,
  isPlainName,
  zoneIsLegal,
} from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import type { OwnFeedObject } from './own-feed-object';

/** What the provider says of one object to every installation that imports its feed. */
export interface OwnFeedEntry {
  readonly object: OwnFeedObject;
  /** Not grey, which no package says: the entry is removed instead. */
  readonly zone: Zone;
  readonly threat?: string | null;
  readonly product?: string | null;
  readonly trustGroup?: TrustGroup | null;
  /** How often it was seen: a whole number. */
  readonly popularity?: number | null;
  /** An ISO date of 1970 to 2149. */
  readonly firstSeen?: string | null;
  readonly reason: string;
  /** SHA-256, in hexadecimal, of the sample whose analysis it is. */
  readonly sample?: string | null;
}

export type Verdict = Required<Omit<OwnFeedEntry, 'object'>>;

const POPULARITY_MAX = 1e15 - 1;

/** The entry with all that it leaves out. Fault: OWN_FEED_INVALID for what no package could carry. */
export function verdictOf(entry: OwnFeedEntry): Verdict {
  const { object, zone, popularity = null, reason, sample = null } = entry;
  const { threat = null, product = null, trustGroup = null } = entry;
  if (zone === 'grey') throw invalid('zone grey is no verdict: remove the entry instead');
  if (!zoneIsLegal(zone, object.type)) throw invalid(illegalZoneText(zone, object.type));
  for (const name of [threat, product]) {
    if (name !== null && Buffer.byteLength(name) > NAME_LIMIT_BYTES)
      throw invalid(`a name has up to ${String(NAME_LIMIT_BYTES)} bytes`);
    // U+FFFD stands for bytes that were no text: builders take it for a file in another encoding.
    if (name !== null && (!isPlainName(name) || name.includes('\uFFFD')))
      throw invalid('a name has no control characters and no characters that were lost');
  }
  if (popularity !== null && !(Number.isSafeInteger(popularity) && popularity >= 0 && popularity <= POPULARITY_MAX))
    throw invalid('popularity is not a whole number');
  if (sample !== null && !/^[0-9a-f]{64}$/.test(sample)) throw invalid('the sample is not named by its SHA-256');
  return { zone, threat, product, trustGroup, popularity, firstSeen: dayOf(entry.firstSeen ?? null), reason, sample };
}

export function saysTheSame(a: Verdict, b: Verdict): boolean {
  return (Object.keys(a) as (keyof Verdict)[]).every((field) => a[field] === b[field]);
}

function dayOf(text: string | null): string | null {
  if (text === null) return null;
  const day = firstSeenDay(text);
  if (day === null) throw invalid('firstSeen is not a date of 1970 to 2149');
  return firstSeenDate(day);
}

function invalid(why: string): Fault {
  return new Fault('OWN_FEED_INVALID', why);
}
