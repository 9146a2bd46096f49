import type { EntityManager } from 'typeorm';
import { recordAudit, recordAudits } from '../audit-log';
import type { ProposalEnd, StoredProposal } from './proposal-entry';

/** Rows that an import keeps when it has ended; what it set is among the overrides. */
const KEPT_ROWS = 100;
const TRIMMED = `CASE WHEN jsonb_array_length(coalesce(request->'entries', '[]'::jsonb)) <= ${String(KEPT_ROWS)} THEN request
  ELSE request || jsonb_build_object('entries', (SELECT jsonb_agg(e.one ORDER BY e.n)
    FROM jsonb_array_elements(request->'entries') WITH ORDINALITY AS e (one, n) WHERE e.n <= ${String(KEPT_ROWS)})) END`;
/** The audit log keeps what was decided for ever. */
const KEPT_DAYS = 400;

/** Writes down how a proposal ended, with its audit entry, which names both people. */
export async function endProposal(
  manager: EntityManager,
  { id, kind, proposedBy }: StoredProposal,
  { state, by, reason, result }: ProposalEnd,
): Promise<void> {
  await manager.query(
    `UPDATE proposal SET state = $2, ended_at = judged_now(), ended_by = $3, ended_reason = $4, result = $5,
       request = ${TRIMMED} WHERE id = $1`,
    [id, state, by, reason, result === null ? null : JSON.stringify(result)],
  );
  const detail = { kind, proposedBy, ...(reason === null ? {} : { reason }), ...(result === null ? {} : { result }) };
  await recordAudit(manager, { actor: by, action: `proposal.${state}`, subject: id, detail });
}

/** Ends what nobody decided about in time, and forgets what ended long ago. */
export async function closeExpired(manager: EntityManager): Promise<void> {
  const [expired] = (await manager.query(
    `UPDATE proposal SET state = 'expired', ended_at = expires_at, ended_by = 'system', request = ${TRIMMED}
     WHERE id IN (SELECT id FROM proposal WHERE state = 'waiting' AND expires_at <= judged_now()
       FOR UPDATE SKIP LOCKED)
     RETURNING id, kind, proposed_by AS "proposedBy"`,
  )) as [{ id: string; kind: string; proposedBy: string }[], number];
  await recordAudits(
    manager,
    expired.map(({ id, ...detail }) => ({ actor: 'system', action: 'proposal.expired', subject: id, detail })),
  );
  await manager.query(
    `DELETE FROM proposal WHERE state <> 'waiting' AND ended_at < judged_now() - make_interval(days => $1)`,
    [KEPT_DAYS],
  );
}
