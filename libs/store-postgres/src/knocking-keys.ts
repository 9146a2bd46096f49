import type { DataSource } from 'typeorm';

/** Refused keys that were never submitted: counted by fingerprint, never by address. */
export interface Knock {
  readonly fingerprint: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly knocks: number;
}

const TABLE_LIMIT = 10_000;

export class KnockingKeys {
  constructor(private readonly source: DataSource) {}

  /**
   * Adds what one process saw; the table keeps the most recent 10,000 fingerprints. Rows are locked in one order by
   * all processes, and those that are being counted are not waited for, so that none deadlocks with another.
   */
  async add(knocks: readonly Knock[]): Promise<void> {
    if (knocks.length === 0) return;
    await this.source.query(
      `INSERT INTO knocking_key AS k (fingerprint, first_seen, last_seen, knocks)
       SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::bigint[]) ORDER BY 1
       ON CONFLICT (fingerprint) DO UPDATE SET last_seen = greatest(k.last_seen, excluded.last_seen), knocks = k.knocks + excluded.knocks`,
      [
        knocks.map((one) => one.fingerprint),
        knocks.map((one) => one.firstSeen),
        knocks.map((one) => one.lastSeen),
        knocks.map((one) => one.knocks),
      ],
    );
    await this.source.query(
      `DELETE FROM knocking_key WHERE fingerprint IN (SELECT fingerprint FROM knocking_key ORDER BY last_seen DESC OFFSET $1 FOR UPDATE SKIP LOCKED)`,
      [TABLE_LIMIT],
    );
  }

  /** Those that are still not submitted, latest first. */
  async list(limit: number): Promise<Knock[]> {
    const rows = (await this.source.query(
      `SELECT fingerprint, first_seen, last_seen, knocks FROM knocking_key
       WHERE NOT EXISTS (SELECT 1 FROM license_key WHERE submitted_at IS NOT NULL AND left(encode(key_hash, 'hex'), 8) = fingerprint)
       ORDER BY last_seen DESC LIMIT $1`,
      [limit],
    )) as { fingerprint: string; first_seen: Date; last_seen: Date; knocks: string }[];
    return rows.map((row) => ({
      fingerprint: row.fingerprint,
      firstSeen: row.first_seen,
      lastSeen: row.last_seen,
      knocks: Number(row.knocks),
    }));
  }
}
