import { Fault } from '@pksn/domain';
import type { Protocol } from '@pksn/licensing';
import { generateIntegrationToken, integrationTokenHash } from '@pksn/licensing';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { IntegrationToken } from './integration-token-rows';
import { selectTokens } from './integration-token-rows';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { LOCKS, lockInTransaction } from './locks';
import type { LicenseName } from './registry-revision';
import { findLicense } from './license-lookup';
import { bumpRegistry } from './registry-revision';

/** Tokens of one license that may be in use at once. */
export const TOKENS_PER_LICENSE = 100;
/** Of a license's tokens that were revoked or have expired, this many are kept to be told apart from unknown ones. */
const SPENT_TOKENS_PER_LICENSE = 100;

export type { IntegrationToken } from './integration-token-rows';

/** What a token is made of. */
export interface TokenOrder {
  /** The license's id, or `VENDOR:ID` where two vendors use the id. */
  readonly license: string;
  readonly protocols: readonly Protocol[];
  readonly label: string;
  /** Days from now until it expires. */
  readonly days: number;
}

export interface TokenFilter {
  /** Tokens of this customer's licenses; null: of all. */
  readonly customerId: string | null;
  /** Of the license with this id, or `VENDOR:ID`; null: of all. */
  readonly license?: string | null;
  /** Tokens with a lower number than this; null: the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/**
 * Tokens by which third-party tools act for a license without its key. `scope` is the customer to which the caller
 * is confined, or null; what belongs to another customer is NOT_FOUND. Stored as SHA-256 only, audited under the
 * license, and told to query processes with the registry.
 */
export class IntegrationTokens {
  constructor(private readonly source: DataSource) {}

  private locked<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      return work(manager);
    });
  }

  /**
   * A new token, shown once. Faults: NOT_FOUND; LICENSE_AMBIGUOUS when two vendors use the license id;
   * INTEGRATION_TOKEN_LIMIT when 100 tokens of the license are in use.
   */
  create(order: TokenOrder, scope: string | null, actor: string): Promise<IntegrationToken & { token: string }> {
    const token = generateIntegrationToken();
    const { label, days } = order;
    const protocols = [...new Set(order.protocols)];
    return this.locked(async (manager) => {
      const license = await findLicense(manager, order.license, scope);
      await requireRoom(manager, license);
      const [made] = (await manager.query(
        `INSERT INTO integration_token (token_hash, vendor, license_id, label, protocols, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, judged_now() + make_interval(days => $7)) RETURNING id`,
        [integrationTokenHash(token), license.vendor, license.licenseId, label, protocols, actor, days],
      )) as [{ id: string }];
      const detail = { vendor: license.vendor, token: made.id, label, days, protocols };
      await recordAudit(manager, { actor, action: 'integration-token.created', subject: license.licenseId, detail });
      await bumpRegistry(manager, [license]);
      return { ...(await tokenOf(manager, made.id, scope)), token };
    });
  }

  /** Newest first; also those that were revoked or have expired. */
  list({ customerId, license = null, before, limit }: TokenFilter, scope: string | null): Promise<IntegrationToken[]> {
    return selectTokens(
      this.source.manager,
      `($1::text IS NULL OR l.customer_id = $1) AND ($2::text IS NULL OR l.customer_id = $2)
       AND ($3::bigint IS NULL OR t.id < $3)
       AND ($5::text IS NULL OR l.license_id = $5 OR l.vendor || ':' || l.license_id = $5) ORDER BY t.id DESC LIMIT $4`,
      [scope, customerId, before, limit, license],
    );
  }

  /** The keys of these tokens' licenses, newest first: they decide what a request with the token gets. */
  keysOf(tokens: readonly LicenseName[]): Promise<RegisteredKey[]> {
    return selectKeys(
      this.source.manager,
      '(k.vendor, k.license_id) IN (SELECT * FROM unnest($1::text[], $2::text[]))',
      [tokens.map((one) => one.vendor), tokens.map((one) => one.licenseId)],
    );
  }

  /** Voids a token for good; doing it twice changes nothing more. Fault: NOT_FOUND. */
  revoke(id: number, scope: string | null, actor: string): Promise<void> {
    return this.locked(async (manager) => {
      const { vendor, licenseId, label, revokedAt } = await tokenOf(manager, String(id), scope);
      if (revokedAt !== null) return;
      await manager.query('UPDATE integration_token SET revoked_at = now(), revoked_by = $2 WHERE id = $1', [
        id,
        actor,
      ]);
      const detail = { vendor, token: String(id), label };
      await recordAudit(manager, { actor, action: 'integration-token.revoked', subject: licenseId, detail });
      await bumpRegistry(manager, [{ vendor, licenseId }]);
    });
  }
}

/** Every token is in the memory of every query process: neither those in use nor spent ones may pile up. */
async function requireRoom(manager: EntityManager, { vendor, licenseId }: LicenseName): Promise<void> {
  const [{ n }] = (await manager.query(
    `SELECT count(*)::int AS n FROM integration_token
     WHERE vendor = $1 AND license_id = $2 AND revoked_at IS NULL AND expires_at > judged_now()`,
    [vendor, licenseId],
  )) as [{ n: number }];
  if (n >= TOKENS_PER_LICENSE) {
    throw new Fault('INTEGRATION_TOKEN_LIMIT', `${String(n)} tokens of this license are in use`);
  }
  await manager.query(
    `DELETE FROM integration_token WHERE id IN (
       SELECT id FROM integration_token
       WHERE vendor = $1 AND license_id = $2 AND (revoked_at IS NOT NULL OR expires_at <= judged_now())
       ORDER BY least(revoked_at, expires_at) DESC, id DESC OFFSET $3)`,
    [vendor, licenseId, SPENT_TOKENS_PER_LICENSE],
  );
}

async function tokenOf(manager: EntityManager, id: string, scope: string | null): Promise<IntegrationToken> {
  const [token] = await selectTokens(manager, 't.id = $1 AND ($2::text IS NULL OR l.customer_id = $2)', [id, scope]);
  if (token === undefined) throw new Fault('NOT_FOUND', `there is no integration token ${id}`);
  return token;
}
