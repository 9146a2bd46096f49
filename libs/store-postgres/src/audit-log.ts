import type { EntityManager } from 'typeorm';

/** One line of history: who did what to which subject. Never a secret, never an object value. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail?: Record<string, unknown>;
}

/** Written in the transaction of the change itself, so that neither exists without the other. */
export async function recordAudit(manager: EntityManager, entry: AuditEntry): Promise<void> {
  await manager.query('INSERT INTO audit_entry (actor, action, subject, detail) VALUES ($1, $2, $3, $4)', [
    entry.actor,
    entry.action,
    entry.subject,
    JSON.stringify(entry.detail ?? {}),
  ]);
}

/** Many entries in one statement, in their order. */
export async function recordAudits(manager: EntityManager, entries: readonly AuditEntry[]): Promise<void> {
  await manager.query(
    `INSERT INTO audit_entry (actor, action, subject, detail)
     SELECT actor, action, subject, detail
     FROM unnest($1::text[], $2::text[], $3::text[], $4::jsonb[]) WITH ORDINALITY AS e (actor, action, subject, detail, n)
     ORDER BY n`,
    [
      entries.map((one) => one.actor),
      entries.map((one) => one.action),
      entries.map((one) => one.subject),
      entries.map((one) => JSON.stringify(one.detail ?? {})),
    ],
  );
}
