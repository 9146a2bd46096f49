import type { DataSource } from 'typeorm';

export interface KnownProxy {
  readonly id: string;
  readonly name: string;
  /** Null: the provider's own. */
  readonly customerId: string | null;
  /** SHA-256 of the certificate (DER) by which it was found; 64 hexadecimal digits in lower case. */
  readonly fingerprint: string;
  readonly certificateExpiresAt: Date;
  readonly standing: 'good' | 'revoked' | 'expired';
}

/** What is set centrally for one proxy; what the texts of settings may be is in `@pksn/contract`. */
export interface SetForProxy {
  /** Goes up with each change of either. */
  readonly revision: number;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly own: Readonly<Record<string, unknown>>;
}

/** Proxies as query processes know them: by the certificates that were registered. */
export class KnownProxies {
  constructor(private readonly source: DataSource) {}

  /** Those of the fingerprints (hexadecimal) that are registered, in one query; in no order. */
  of(fingerprints: readonly string[]): Promise<readonly KnownProxy[]> {
    return this.source.query(
      `SELECT p.id, p.name, p.customer_id AS "customerId", encode(c.fingerprint, 'hex') AS fingerprint,
         c.expires_at AS "certificateExpiresAt",
         CASE WHEN p.revoked_at IS NOT NULL OR c.revoked_at IS NOT NULL THEN 'revoked'
              WHEN c.expires_at <= judged_now() THEN 'expired' ELSE 'good' END AS standing
       FROM proxy_certificate c JOIN proxy p ON p.id = c.proxy_id
       WHERE c.fingerprint = ANY(SELECT decode(f, 'hex') FROM unnest($1::text[]) AS f)`,
      [fingerprints],
    );
  }

  async settingsOf(id: string): Promise<SetForProxy> {
    const [row] = (await this.source.query(
      `SELECT (p.settings_revision + d.revision)::int AS revision, d.settings AS defaults,
         coalesce(p.settings, '{}') AS own
       FROM proxy_defaults d, proxy p WHERE p.id = $1`,
      [id],
    )) as SetForProxy[];
    return row ?? { revision: 0, defaults: {}, own: {} };
  }

  /** Notes that it asked; written at most once a minute. `version` is what it says of itself. */
  async seen(id: string, version: string | null): Promise<void> {
    await this.source.query(
      `UPDATE proxy SET last_seen_at = judged_now(), last_version = coalesce($2, last_version)
       WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < judged_now() - interval '1 minute'
         OR last_version IS DISTINCT FROM coalesce($2, last_version))`,
      [id, version],
    );
  }
}
