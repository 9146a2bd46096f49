import type { OverrideView } from '../admin/answers';

export interface VerdictView {
  readonly zone: string;
  readonly threat: string | null;
  readonly product: string | null;
  readonly matched: string | null;
}

export type SourceView =
  | { readonly kind: 'override'; readonly owner: string; readonly reason: string }
  | { readonly kind: 'feed'; readonly feed: string; readonly version: number }
  | { readonly kind: 'none' };

export interface RungView {
  readonly layer: 'customer-override' | 'provider-override' | 'feed' | 'nothing';
  readonly outcome: 'decides' | 'outranked' | 'weaker-hash' | 'silent';
  readonly says: VerdictView | null;
  readonly override?: number;
  readonly feed?: string;
  readonly version?: number;
}

export interface StepView {
  readonly generation: number;
  readonly at: string;
  readonly from: VerdictView & { readonly by: SourceView };
  readonly to: VerdictView & { readonly by: SourceView };
  readonly actor: string;
}

export type ExplainedView =
  | { readonly error: { readonly code: string; readonly detail: string } }
  | {
      readonly answer: VerdictView & { readonly source: SourceView };
      readonly ladder: readonly RungView[];
      readonly overrides: readonly (OverrideView & { readonly effect: string })[];
      readonly guards: readonly { readonly list: string; readonly entry: string }[] | null;
      readonly restriction: { readonly mode: string; readonly source: string; readonly reason: string } | null;
      readonly history: { readonly steps: readonly StepView[]; readonly end: string } | null;
    };

export interface ExplanationView {
  readonly results: readonly ExplainedView[];
}
