import type { Protocol, TokenRow } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';

/** A token as people see it: never itself. Times are milliseconds since 1970. */
export interface IntegrationToken extends TokenRow {
  readonly customerId: string;
  readonly label: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly revokedBy: string | null;
}

interface Row {
  id: string;
  token_hash: Buffer;
  vendor: string;
  license_id: string;
  customer_id: string;
  protocols: Protocol[];
  label: string;
  created_at: Date;
  created_by: string;
  expires_at: Date;
  revoked_at: Date | null;
  revoked_by: string | null;
}

/** Tokens; `where` is a condition (and an order) over t (token) and l (license). */
export async function selectTokens(
  manager: EntityManager,
  where: string,
  parameters: unknown[],
): Promise<IntegrationToken[]> {
  const rows = (await manager.query(
    `SELECT t.*, l.customer_id FROM integration_token t JOIN license l USING (vendor, license_id) WHERE ${where}`,
    parameters,
  )) as Row[];
  return rows.map((row) => ({
    id: row.id,
    tokenHash: row.token_hash,
    vendor: row.vendor,
    licenseId: row.license_id,
    customerId: row.customer_id,
    protocols: row.protocols,
    label: row.label,
    createdAt: row.created_at.getTime(),
    createdBy: row.created_by,
    expiresAt: row.expires_at.getTime(),
    revokedAt: row.revoked_at?.getTime() ?? null,
    revokedBy: row.revoked_by,
  }));
}
