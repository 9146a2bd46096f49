import type { DataSource } from 'typeorm';
import type { Proposer, StoredProposal } from './proposal-entry';

/**
 * Whether the proposer may still do what was proposed: the person is neither disabled nor removed, the token has neither
 * expired nor been revoked, and the role is the same still. What somebody proposed who was then shut out is not done.
 */
export async function proposerStands(
  source: DataSource,
  { holder, principal, role, holderCustomer }: StoredProposal,
): Promise<boolean> {
  const [row] = (await source.query(
    `SELECT ($2 NOT LIKE 'person:%' OR EXISTS (SELECT 1 FROM person WHERE 'person:' || id = $2 AND NOT disabled))
       AND (EXISTS (SELECT 1 FROM person WHERE 'person:' || id = $1 AND role = $3 AND customer_id IS NOT DISTINCT FROM $4)
         OR EXISTS (SELECT 1 FROM admin_token WHERE id::text = $1 AND role = $3 AND customer_id IS NOT DISTINCT FROM $4
           AND expires_at > judged_now())) AS stands`,
    [holder, principal, role, holderCustomer],
  )) as [{ stands: boolean }];
  return row.stands;
}

/** Whether the same person, or one token that has made the other, stands behind a proposal and whoever decides. */
export async function isProposer(
  source: DataSource,
  { holder, principal }: Pick<StoredProposal, 'holder' | 'principal'>,
  by: Proposer,
): Promise<boolean> {
  if (principal === by.principal) return true;
  return (await hasMade(source, principal, by.holder)) || (await hasMade(source, by.principal, holder));
}

/** Whether a token was made by a token, or by one that this one has made. */
async function hasMade(source: DataSource, maker: string, made: string): Promise<boolean> {
  const rows = (await source.query(
    `WITH RECURSIVE line AS (
       SELECT created_by FROM admin_token WHERE id::text = $2
       UNION SELECT t.created_by FROM admin_token t JOIN line l ON 'token:' || t.id = l.created_by)
     SELECT 1 FROM line WHERE created_by = $1`,
    [maker, made],
  )) as unknown[];
  return rows.length > 0;
}
