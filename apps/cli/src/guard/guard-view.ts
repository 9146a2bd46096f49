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

export interface ThresholdsView {
  readonly feed: string | null;
  readonly gonePercent: number | null;
  readonly popularFlips: number | null;
  readonly popularFrom: number;
}

export interface GuardsView {
  readonly lists: readonly GuardView[];
  readonly thresholds: readonly ThresholdsView[];
}

export function limitsText({ gonePercent, popularFlips, popularFrom }: ThresholdsView): string {
  const gone = gonePercent === null ? [] : [`more than ${gonePercent} % of the records gone`];
  const what = `more than ${popularFlips ?? 0} objects that ${popularFrom.toLocaleString('en-US')} or more have seen turned red`;
  const limits = [...gone, ...(popularFlips === null ? [] : [what])];
  return limits.length === 0 ? 'no limit' : `held with ${limits.join(', or ')}`;
}
