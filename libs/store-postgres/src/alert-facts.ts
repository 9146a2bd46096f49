import type { HoldKind } from '@pksn/ingest';
import { DAY_MS } from '@pksn/licensing';
import type { DataSource } from 'typeorm';
import { GRACE_END_SQL, OVERLAP_END_SQL } from './license-state-sql';

/** A license by its newest key that was not replaced. Times are milliseconds since 1970. */
export interface LicenseDeadline {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly expiresAt: number;
  readonly graceEndsAt: number;
}

export interface AwaitedKey {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly changedAt: number;
  readonly overlapEndsAt: number;
}

/** A replaced key that still asks, shortly before its end. */
export interface EndingOverlap {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly keyHash: Buffer;
  readonly overlapEndsAt: number;
}

/** A license whose replaced keys end before the new one begins: from one to the other nobody gets answers. */
export interface RenewalGap {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  /** The key that ends last. */
  readonly keyHash: Buffer;
  readonly endsAt: number;
  readonly newKeyHash: Buffer;
  readonly beginsAt: number;
  /** The least overlap that leaves no gap. */
  readonly hours: number;
}

/** A license in force that covers nothing that is served. */
export interface VainLicense {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly feeds: readonly string[] | null;
  readonly since: number;
}

export interface HeldSnapshot {
  readonly id: number;
  readonly feed: string;
  readonly version: number;
  readonly since: number;
  readonly hold: HoldKind | null;
}

/** More alerts of one kind help nobody. */
const LIMIT = 500;
const JOINED = `FROM license_key k
  JOIN license l ON l.vendor = k.vendor AND l.license_id = k.license_id
  JOIN customer c ON c.id = l.customer_id`;
const OF_CUSTOMER = `WHERE ($1::text IS NULL OR l.customer_id = $1)
    AND NOT EXISTS (SELECT 1 FROM revoked_key r WHERE r.key_hash = k.key_hash AND r.vendor = k.vendor)`;
const FROM = `${JOINED} ${OF_CUSTOMER}`;
const NAMES = 'k.vendor, k.license_id AS "licenseId", c.name AS customer';
const MS = (expression: string, name: string): string =>
  `(extract(epoch FROM ${expression}) * 1000)::float8 AS "${name}"`;

/** What is about to end, or waits for somebody. `customerId` null: of every customer. */
export class AlertFacts {
  constructor(private readonly source: DataSource) {}

  /** Keys in force that expire before `until`, but for those whose grace ended before `since`; the first one first. */
  expiring(customerId: string | null, since: number, until: number): Promise<LicenseDeadline[]> {
    return this.source.query(
      `SELECT ${NAMES}, ${MS('k.expires_at', 'expiresAt')}, ${MS(GRACE_END_SQL, 'graceEndsAt')} ${FROM}
         AND k.superseded_at IS NULL AND k.expires_at <= $2 AND ${GRACE_END_SQL} > $3
       ORDER BY k.expires_at, k.vendor, k.license_id LIMIT ${String(LIMIT)}`,
      [customerId, new Date(until), new Date(since)],
    );
  }

  /** Licenses that were marked as changed and whose new key was not submitted. */
  awaited(customerId: string | null): Promise<AwaitedKey[]> {
    return this.source.query(
      `SELECT ${NAMES}, ${MS('min(k.changed_at)', 'changedAt')}, ${MS(`max(${OVERLAP_END_SQL})`, 'overlapEndsAt')} ${FROM}
         AND k.superseded_at IS NULL AND k.changed_at IS NOT NULL
       GROUP BY k.vendor, k.license_id, c.name ORDER BY min(k.changed_at), k.vendor, k.license_id LIMIT ${String(LIMIT)}`,
      [customerId],
    );
  }

  /** Replaced keys whose overlap ends between `now` and `until`, and that were used on this UTC day or the one before. */
  endingOverlaps(customerId: string | null, now: number, until: number): Promise<EndingOverlap[]> {
    return this.source.query(
      `SELECT ${NAMES}, k.key_hash AS "keyHash", ${MS(OVERLAP_END_SQL, 'overlapEndsAt')} ${FROM}
         AND ${OVERLAP_END_SQL} > $2 AND ${OVERLAP_END_SQL} <= $3
         AND EXISTS (SELECT 1 FROM key_use u WHERE u.key_hash = k.key_hash AND u.day >= $4::date AND u.requests > 0)
       ORDER BY ${OVERLAP_END_SQL}, k.key_hash LIMIT ${String(LIMIT)}`,
      [customerId, new Date(now), new Date(until), new Date(now - DAY_MS).toISOString().slice(0, 10)],
    );
  }

  /** Licenses whose new key begins only after `now`, and after the overlap of the one that it replaced. */
  renewalGaps(customerId: string | null, now: number): Promise<RenewalGap[]> {
    return this.source.query(
      `SELECT DISTINCT ON (k.vendor, k.license_id, n.key_hash) ${NAMES}, k.key_hash AS "keyHash",
         ${MS(OVERLAP_END_SQL, 'endsAt')}, n.key_hash AS "newKeyHash", ${MS('n.not_before', 'beginsAt')},
         ceil(extract(epoch FROM n.not_before - least(k.changed_at, k.superseded_at)) / 3600)::int AS hours
       ${JOINED} JOIN license_key n ON n.key_hash = k.superseded_by ${OF_CUSTOMER}
         AND n.not_before > $2 AND ${OVERLAP_END_SQL} < least(n.not_before, ${GRACE_END_SQL})
         AND NOT EXISTS (SELECT 1 FROM revoked_key r WHERE r.key_hash = n.key_hash AND r.vendor = n.vendor)
       ORDER BY k.vendor, k.license_id, n.key_hash, ${OVERLAP_END_SQL} DESC LIMIT ${String(LIMIT)}`,
      [customerId, new Date(now)],
    );
  }

  /** Licenses whose key is in force at `now` and covers no live feed: whoever asks with it is refused. */
  withoutContent(customerId: string | null, now: number): Promise<VainLicense[]> {
    return this.source.query(
      `WITH live AS (SELECT DISTINCT s.feed, split_part(s.feed, '/', 1) AS vendor FROM snapshot s WHERE s.state = 'active')
       SELECT ${NAMES}, k.feeds, ${MS('k.submitted_at', 'since')} ${FROM}
         AND k.superseded_at IS NULL AND ${GRACE_END_SQL} > $2
         AND NOT EXISTS (SELECT 1 FROM live JOIN feed f ON f.name = live.feed WHERE f.open)
         AND CASE WHEN k.feeds IS NULL THEN k.vendor NOT IN (SELECT vendor FROM live)
             ELSE NOT k.feeds && (SELECT coalesce(array_agg(feed), '{}') FROM live) END
         AND NOT l.granted_feeds && (SELECT coalesce(array_agg(feed), '{}') FROM live)
       ORDER BY k.submitted_at, k.vendor, k.license_id LIMIT ${String(LIMIT)}`,
      [customerId, new Date(now)],
    );
  }

  /** Snapshots that wait for a person. Those that wait for an hour go live by themselves: they are told of when theirs came before `overdue`. */
  held(overdue: number): Promise<HeldSnapshot[]> {
    return this.source.query(
      `SELECT id::int AS id, feed, version::float8 AS version, ${MS('created_at', 'since')}, hold_kind AS hold
       FROM snapshot WHERE state = 'held' AND (activate_at IS NULL OR activate_at < $1)
       ORDER BY created_at, id LIMIT ${String(LIMIT)}`,
      [new Date(overdue)],
    );
  }
}
