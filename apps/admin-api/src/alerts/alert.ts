import type { CustomerScope } from '../auth/caller';

export const SEVERITIES = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export type AlertFacts = Readonly<Record<string, string | number | readonly string[] | null>>;

/** Something that a person should know before it hurts. Computed when asked for, never stored. */
export interface Alert {
  /** What kind of thing it is, for machines: it never changes its meaning. */
  readonly code: string;
  readonly severity: Severity;
  /** What it is about, such as a license id, a fingerprint or a feed. */
  readonly subject: string;
  readonly sentence: string;
  /** The command, or what else to do. */
  readonly next: string;
  /** Since when, and until when something is to be done; ISO 8601, or null. */
  readonly since: string | null;
  readonly due: string | null;
  /** What the sentence names, and what a solution needs, such as the id of a snapshot. Times are ISO 8601. */
  readonly facts: AlertFacts;
}

/** One kind of alert. For a caller who is confined to a customer, only what is that customer's. */
export interface AlertSource {
  alerts(scope: CustomerScope, now: number): Promise<Alert[]>;
}

/** The worst first; among equals what is due first, then what goes on longest. */
export function byUrgency(a: Alert, b: Alert): number {
  const severity = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return severity || order(a.due, b.due) || order(a.since, b.since) || (a.subject < b.subject ? -1 : 1);
}

/** ISO times sort as text; what has none comes last. */
function order(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}
