import type { DataSource } from 'typeorm';
import { likePattern } from '../like-pattern';

/** What is looked for; every part that is there must hold. */
export interface AuditFilter {
  readonly actor?: string | undefined;
  /** A whole action, or the beginning of some that ends in a period: `license.`. */
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

export interface AuditRow {
  readonly id: string;
  /** Its place in the chain; null when it has none, which should not be. */
  readonly sequence: number | null;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Newest first; `before` is the id of the last row of the page before. */
export function auditPage(
  source: DataSource,
  { actor, action, subject, from, to }: AuditFilter,
  limit: number,
  before: string | null,
): Promise<AuditRow[]> {
  const parameters: unknown[] = [limit];
  const bound = (value: unknown): string => `$${String(parameters.push(value))}`;
  const where = [
    ...(before === null ? [] : [`e.id < ${bound(before)}`]),
    ...(actor === undefined ? [] : [`e.actor = ${bound(actor)}`]),
    ...(action === undefined ? [] : [actionIs(action, bound)]),
    ...(subject === undefined ? [] : [`e.subject = ${bound(subject)}`]),
    ...(from === undefined ? [] : [`e.at >= ${bound(from)}`]),
    ...(to === undefined ? [] : [`e.at < ${bound(to)}`]),
  ];
  return source.query(
    `SELECT e.id, l.sequence::float8 AS sequence, e.at, e.actor, e.action, e.subject, e.detail
     FROM (SELECT * FROM audit_entry e WHERE ${['true', ...where].join(' AND ')} ORDER BY e.id DESC LIMIT $1) e
     LEFT JOIN audit_link l ON l.entry_id = e.id ORDER BY e.id DESC`,
    parameters,
  );
}

function actionIs(action: string, bound: (value: unknown) => string): string {
  if (!action.endsWith('.')) return `e.action = ${bound(action)}`;
  return `e.action LIKE ${bound(likePattern(action, 'at the beginning'))}`;
}
