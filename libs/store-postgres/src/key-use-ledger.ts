import { DAY_MS, EndpointSketch } from '@pksn/licensing';
import type { DataSource, EntityManager } from 'typeorm';

/** How a key was used on one UTC day. Times are milliseconds since 1970; `day` is its midnight. */
export interface KeyUseRow {
  readonly keyHash: Buffer;
  readonly day: number;
  readonly requests: number;
  /** Of these, how many sent a `PKSN-Endpoint` that is no id. */
  readonly malformedIds: number;
  readonly lastSeen: number;
  readonly sketch: EndpointSketch;
}

interface Stored {
  key_hash: Buffer;
  day: string;
  endpoints: Buffer;
  requests: string;
  malformed_ids: string;
  last_seen: Date;
}

const KEPT_DAYS = 90;
/** Rows that are taken out at once; the next time takes more. */
const PRUNED_ROWS = 5_000;

/** Which keys are used, by about how many endpoints; every query process adds what it saw. */
export class KeyUseLedger {
  constructor(private readonly source: DataSource) {}

  /** What makes endpoint marks this installation's own. */
  async salt(): Promise<string> {
    const [{ identity }] = (await this.source.query('SELECT identity FROM installation')) as [{ identity: string }];
    return identity;
  }

  /**
   * Adds rows to what others wrote, in one transaction. Rows are made and locked in the order of their keys by every
   * process, so that none deadlocks with another.
   */
  async add(rows: readonly KeyUseRow[]): Promise<void> {
    if (rows.length === 0) return;
    const keys = [rows.map((row) => row.keyHash), rows.map((row) => dateOf(row.day))];
    await this.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO key_use (key_hash, day, endpoints, requests, last_seen)
         SELECT key_hash, day, '', 0, 'epoch' FROM unnest($1::bytea[], $2::date[]) AS u (key_hash, day) ORDER BY 1, 2
         ON CONFLICT DO NOTHING`,
        keys,
      );
      const stored = await lockRows(manager, keys);
      // Written anew only where it grew: a sketch lies outside its row, which may stay where it is.
      const sketches = rows.map((row) => grown(stored.get(nameOf(row.keyHash, dateOf(row.day))), row.sketch));
      await manager.query(
        `UPDATE key_use k SET endpoints = coalesce(u.endpoints, k.endpoints), requests = k.requests + u.requests,
           malformed_ids = k.malformed_ids + u.malformed_ids, last_seen = greatest(k.last_seen, u.last_seen)
         FROM unnest($1::bytea[], $2::date[], $3::bytea[], $4::bigint[], $5::timestamptz[], $6::bigint[])
           AS u (key_hash, day, endpoints, requests, last_seen, malformed_ids)
         WHERE k.key_hash = u.key_hash AND k.day = u.day`,
        [
          ...keys,
          sketches,
          rows.map((row) => row.requests),
          rows.map((row) => new Date(row.lastSeen)),
          rows.map((row) => row.malformedIds),
        ],
      );
    });
  }

  /** What is known of these keys on the days from `from` on (milliseconds since 1970), at most 90 days back. */
  async of(keyHashes: readonly Buffer[], from: number): Promise<KeyUseRow[]> {
    const rows = (await this.source.query(
      `SELECT key_hash, day::text AS day, endpoints, requests, malformed_ids, last_seen FROM key_use
       WHERE key_hash = ANY ($1) AND day >= $2::date ORDER BY key_hash, day`,
      [keyHashes, dateOf(from)],
    )) as Stored[];
    return rows.map((row) => ({
      keyHash: row.key_hash,
      day: Date.parse(`${row.day}T00:00:00Z`),
      requests: Number(row.requests),
      malformedIds: Number(row.malformed_ids),
      lastSeen: row.last_seen.getTime(),
      sketch: EndpointSketch.parse(row.endpoints),
    }));
  }

  /** When each of these keys asked last (milliseconds since 1970), by its hash in hexadecimal; within 90 days. */
  async lastSeen(keyHashes: readonly Buffer[]): Promise<ReadonlyMap<string, number>> {
    const rows = (await this.source.query(
      `SELECT encode(key_hash, 'hex') AS key, max(last_seen) AS at FROM key_use WHERE key_hash = ANY ($1) GROUP BY 1`,
      [keyHashes],
    )) as { key: string; at: Date }[];
    return new Map(rows.map(({ key, at }) => [key, at.getTime()]));
  }

  /** Takes out what is older than 90 days. */
  async prune(now: number): Promise<void> {
    await this.source.query(
      `DELETE FROM key_use WHERE (key_hash, day) IN
         (SELECT key_hash, day FROM key_use WHERE day < $1::date LIMIT $2 FOR UPDATE SKIP LOCKED)`,
      [dateOf(now - KEPT_DAYS * DAY_MS), PRUNED_ROWS],
    );
  }
}

async function lockRows(manager: EntityManager, keys: unknown[]): Promise<Map<string, Buffer>> {
  const rows = (await manager.query(
    `SELECT k.key_hash, k.day::text AS day, k.endpoints FROM key_use k
     JOIN unnest($1::bytea[], $2::date[]) AS u (key_hash, day) ON k.key_hash = u.key_hash AND k.day = u.day
     ORDER BY k.key_hash, k.day FOR UPDATE OF k`,
    keys,
  )) as Stored[];
  return new Map(rows.map((row) => [nameOf(row.key_hash, row.day), row.endpoints]));
}

/** The bytes to store, or null where those that are stored say it all. */
function grown(stored: Buffer | undefined, seen: EndpointSketch): Buffer | null {
  if (seen.size === 0) return null;
  const before = stored ?? Buffer.alloc(0);
  const after = EndpointSketch.parse(before).merge(seen).toBuffer();
  return after.equals(before) ? null : after;
}

function dateOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function nameOf(keyHash: Buffer, date: string): string {
  return `${keyHash.toString('hex')} ${date}`;
}
