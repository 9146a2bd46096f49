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
  /** A part of anything that an entry says. */
  readonly search?: string | undefined;
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

/** Where a page begins: behind this entry, among older or newer ones; null: at the newest. */
export type AuditPlace = { readonly id: string; readonly side: 'older' | 'newer' } | null;

export interface AuditPage {
  /** Newest first. */
  readonly rows: readonly AuditRow[];
  /** The last entry that was looked at, where there are older ones still; null: there are none. */
  readonly goesOnBehind: string | null;
}

/** Entries that one page looks through for a text: no index serves it, and nobody waits for a million of them. */
export const SEARCHED_ENTRIES = 100_000;

/** One page. A search looks through so many entries at a time, and goes on behind them even where it found nothing. */
export async function auditPage(
  source: DataSource,
  filter: AuditFilter,
  limit: number,
  place: AuditPlace,
): Promise<AuditPage> {
  const isNewer = place?.side === 'newer';
  const parameters: unknown[] = [limit];
  const bound = (value: unknown): string => `$${String(parameters.push(value))}`;
  const order = isNewer ? 'ASC' : 'DESC';
  const where = conditions(filter, place, bound);
  const { search } = filter;
  const looked = `SELECT * FROM audit_entry e WHERE ${where} ORDER BY e.id ${order}`;
  const found =
    search === undefined
      ? looked
      : `SELECT * FROM (${looked} LIMIT ${String(SEARCHED_ENTRIES)}) e
         WHERE ${textOf('e')} ILIKE ${bound(likePattern(search, 'anywhere'))} ORDER BY e.id ${order}`;
  const rows = (await source.query(
    `SELECT e.id, l.sequence::float8 AS sequence, e.at, e.actor, e.action, e.subject, e.detail
     FROM (${found} LIMIT $1) e LEFT JOIN audit_link l ON l.entry_id = e.id ORDER BY e.id DESC`,
    parameters,
  )) as AuditRow[];
  const last = rows.at(-1);
  if (isNewer) return { rows, goesOnBehind: last?.id ?? place?.id ?? null };
  if (rows.length === limit) return { rows, goesOnBehind: last?.id ?? null };
  return { rows, goesOnBehind: search === undefined ? null : await searchEnd(source, filter, place) };
}

/** The last of the entries that a search looked through; null: it has seen the oldest. */
async function searchEnd(source: DataSource, filter: AuditFilter, place: AuditPlace): Promise<string | null> {
  const parameters: unknown[] = [];
  const where = conditions(filter, place, (value) => `$${String(parameters.push(value))}`);
  const rows = (await source.query(
    `SELECT e.id FROM audit_entry e WHERE ${where} ORDER BY e.id DESC OFFSET ${String(SEARCHED_ENTRIES - 1)} LIMIT 2`,
    parameters,
  )) as { id: string }[];
  return rows.length === 2 ? (rows[0]?.id ?? null) : null;
}

function conditions(
  { actor, action, subject, from, to }: AuditFilter,
  place: AuditPlace,
  bound: (value: unknown) => string,
): string {
  return [
    'true',
    ...(place === null ? [] : [`e.id ${place.side === 'newer' ? '>' : '<'} ${bound(place.id)}`]),
    ...(actor === undefined ? [] : [`e.actor = ${bound(actor)}`]),
    ...(action === undefined ? [] : [actionIs(action, bound)]),
    ...(subject === undefined ? [] : [`e.subject = ${bound(subject)}`]),
    ...(from === undefined ? [] : [`e.at >= ${bound(from)}`]),
    ...(to === undefined ? [] : [`e.at < ${bound(to)}`]),
  ].join(' AND ');
}

function actionIs(action: string, bound: (value: unknown) => string): string {
  if (!action.endsWith('.')) return `e.action = ${bound(action)}`;
  return `e.action LIKE ${bound(likePattern(action, 'at the beginning'))}`;
}

function textOf(e: string): string {
  return `(${e}.actor || ' ' || ${e}.action || ' ' || ${e}.subject || ' ' || ${e}.detail::text)`;
}
