export const GUARD_KINDS = ['objects', 'hosts', 'certificates'] as const;
export type GuardKind = (typeof GUARD_KINDS)[number];

export interface GuardView {
  readonly name: string;
  readonly feed: string | null;
  readonly kind: GuardKind;
  readonly entries: number;
  readonly keys: number;
  readonly skipped: readonly { readonly reason: string; readonly count: number; readonly line: number }[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly examples?: readonly string[];
}

export interface Thresholds {
  readonly feed: string | null;
  readonly gonePercent: number | null;
  readonly popularFlips: number | null;
  readonly popularFrom: number;
  readonly setAt: string;
  readonly setBy: string;
}

/** GET /api/v1/guards. */
export interface GuardsAnswer {
  readonly lists: readonly GuardView[];
  readonly thresholds: readonly Thresholds[];
}

export const GUARDS = '/api/v1/guards';
