import { Fault } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { recordAudit } from './audit-log';
import { fingerprintSql } from './fingerprint-sql';

/** Refused keys that were never submitted: counted by fingerprint, never by address. */
export interface Knock {
  readonly fingerprint: string;
  readonly firstSeen: Date;
  readonly lastSeen: Date;
  readonly knocks: number;
}

/** A knocking key with what is known of it here. */
export interface KnockingKey extends Knock {
  /** The submission with this key that awaits approval. */
  readonly pending: PendingKnock | null;
  /** A vendor revoked a key with this fingerprint before anybody submitted it. */
  readonly revoked: boolean;
  /** A license whose file names this key as one that it replaces, though it was never submitted. */
  readonly older: OlderKnock | null;
}

/** The endpoints that send an older key need the current one of the license. */
export interface OlderKnock {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly currentFingerprint: string;
}

export interface PendingKnock {
  readonly digest: string;
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
}

const TABLE_LIMIT = 10_000;
/** Who has not asked for this long is forgotten. */
const KEPT = '90 days';
const SELECT = `SELECT k.fingerprint, k.first_seen, k.last_seen, k.knocks, p.digest, p.vendor, p.license_id, p.customer,
    EXISTS (SELECT 1 FROM revoked_key r WHERE ${fingerprintSql('r.key_hash')} = k.fingerprint) AS revoked
  FROM knocking_key k
  LEFT JOIN LATERAL (SELECT * FROM pending_submission p WHERE ${fingerprintSql('p.key_hash')} = k.fingerprint
    ORDER BY p.received_at, p.digest LIMIT 1) p ON true
  WHERE k.last_seen > judged_now() - interval '${KEPT}' AND NOT EXISTS (
    SELECT 1 FROM license_key l WHERE l.submitted_at IS NOT NULL AND ${fingerprintSql('l.key_hash')} = k.fingerprint)`;

interface Row {
  fingerprint: string;
  first_seen: Date;
  last_seen: Date;
  knocks: string;
  digest: string | null;
  vendor: string | null;
  license_id: string | null;
  customer: string | null;
  revoked: boolean;
}

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
      `DELETE FROM knocking_key WHERE fingerprint IN (
           SELECT fingerprint FROM knocking_key ORDER BY last_seen DESC OFFSET $1 FOR UPDATE SKIP LOCKED)
         OR fingerprint IN (
           SELECT fingerprint FROM knocking_key WHERE last_seen < judged_now() - interval '${KEPT}' FOR UPDATE SKIP LOCKED)`,
      [TABLE_LIMIT],
    );
  }

  /**
   * Those that are still not submitted, latest first, behind the time and fingerprint `after`; `beginning` is that of
   * the fingerprint. A submitted key is no longer among them.
   */
  async list(
    limit: number,
    after: readonly [lastSeen: string, fingerprint: string] | null = null,
    beginning = '',
  ): Promise<KnockingKey[]> {
    const rows = (await this.source.query(
      `${SELECT} AND ($2::timestamptz IS NULL OR k.last_seen < $2 OR (k.last_seen = $2 AND k.fingerprint > $3))
       AND starts_with(k.fingerprint, $4) ORDER BY k.last_seen DESC, k.fingerprint LIMIT $1`,
      [limit, after?.[0] ?? null, after?.[1] ?? null, beginning.toLowerCase()],
    )) as Row[];
    return this.withOlder(rows.map(knockingKey));
  }

  /**
   * The one with this fingerprint, in any case; also of a submission that awaits approval and has not knocked. Throws
   * NOT_FOUND when no such key knocks or waits.
   */
  async one(fingerprint: string): Promise<KnockingKey> {
    const rows = (await this.source.query(`${SELECT} AND k.fingerprint = $1`, [fingerprint.toLowerCase()])) as Row[];
    const [one] = await this.withOlder(rows.map(knockingKey));
    return one ?? (await this.waiting(fingerprint));
  }

  private async waiting(fingerprint: string): Promise<KnockingKey> {
    const [row] = (await this.source.query(
      `SELECT digest, vendor, license_id AS "licenseId", customer, received_at AS "receivedAt" FROM pending_submission
       WHERE ${fingerprintSql('key_hash')} = $1 ORDER BY received_at, digest LIMIT 1`,
      [fingerprint.toLowerCase()],
    )) as (PendingKnock & { receivedAt: Date })[];
    if (row === undefined) throw unknown(fingerprint);
    const { receivedAt, ...pending } = row;
    const seen = { firstSeen: receivedAt, lastSeen: receivedAt, knocks: 0 };
    return { fingerprint: fingerprint.toLowerCase(), ...seen, pending, revoked: false, older: null };
  }

  /** One look at all keys that say what they replace, which are few, for a whole page. */
  private async withOlder(keys: readonly KnockingKey[]): Promise<KnockingKey[]> {
    if (keys.length === 0) return [];
    const rows = (await this.source.query(
      `SELECT DISTINCT ON (1) left(old, 8) AS fingerprint, k.vendor, k.license_id AS "licenseId", c.name AS customer,
         (SELECT ${fingerprintSql('n.key_hash')} FROM license_key n
          WHERE n.vendor = k.vendor AND n.license_id = k.license_id ORDER BY n.issued_at DESC LIMIT 1) AS "currentFingerprint"
       FROM license_key k CROSS JOIN unnest(k.supersedes) AS old
       JOIN license l USING (vendor, license_id) JOIN customer c ON c.id = l.customer_id
       WHERE k.supersedes <> '{}' AND left(old, 8) = ANY ($1) ORDER BY 1, k.issued_at DESC`,
      [keys.map((key) => key.fingerprint)],
    )) as (OlderKnock & { fingerprint: string })[];
    const older = new Map(rows.map(({ fingerprint, ...one }) => [fingerprint, one]));
    return keys.map((key) => ({ ...key, older: older.get(key.fingerprint) ?? null }));
  }

  /** Drops an entry until its key knocks again. Throws NOT_FOUND. */
  dismiss(fingerprint: string, actor: string): Promise<void> {
    return this.source.transaction(async (manager) => {
      const [gone] = (await manager.query('DELETE FROM knocking_key WHERE fingerprint = $1 RETURNING knocks', [
        fingerprint.toLowerCase(),
      ])) as [{ knocks: string }[], number];
      if (gone[0] === undefined) throw unknown(fingerprint);
      const detail = { knocks: Number(gone[0].knocks) };
      await recordAudit(manager, {
        actor,
        action: 'license.knock-dismissed',
        subject: fingerprint.toLowerCase(),
        detail,
      });
    });
  }
}

function unknown(fingerprint: string): Fault {
  return new Fault('NOT_FOUND', `no unsubmitted key with the fingerprint ${fingerprint.slice(0, 16)} has asked`);
}

function knockingKey(row: Row): KnockingKey {
  const { digest, vendor, license_id: licenseId, customer } = row;
  const isPending = digest !== null && vendor !== null && licenseId !== null && customer !== null;
  return {
    fingerprint: row.fingerprint,
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    knocks: Number(row.knocks),
    pending: isPending ? { digest, vendor, licenseId, customer } : null,
    revoked: row.revoked,
    older: null,
  };
}
