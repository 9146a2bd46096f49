import type { DataSource } from 'typeorm';
import type { StoredProposal } from './proposal-entry';

/**
 * Whether the proposer may still do what was proposed: the token has neither expired nor been revoked, and has its
 * role still. What somebody proposed who was then shut out is not carried out.
 */
export async function proposerStands(
  source: DataSource,
  { holder, role, holderCustomer }: StoredProposal,
): Promise<boolean> {
  if (!/^\d+$/.test(holder)) return true;
  const rows = (await source.query(
    `SELECT 1 FROM admin_token WHERE id = $1 AND role = $2 AND customer_id IS NOT DISTINCT FROM $3
       AND expires_at > judged_now()`,
    [holder, role, holderCustomer],
  )) as unknown[];
  return rows.length > 0;
}
