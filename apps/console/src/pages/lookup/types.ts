import type { Zone } from '../../parts/zone-badge';

export type ObjectType = 'file' | 'url' | 'domain' | 'ip' | 'certificate' | 'software';

/** As the service names an object: its type, and the fields of that type. */
export type NamedObject = Readonly<Record<string, string | null>> & { readonly type: ObjectType };

export interface VerdictFacts {
  readonly zone: Zone;
  readonly threat: string | null;
  readonly product: string | null;
  readonly trustGroup: string | null;
  readonly popularity: number | null;
  readonly firstSeen: string | null;
  readonly matched: string | null;
}

export type AnswerSource =
  | { readonly kind: 'override'; readonly owner: 'customer' | 'provider'; readonly reason: string }
  | { readonly kind: 'feed'; readonly feed: string; readonly version: number }
  | { readonly kind: 'none' };

export interface Rung {
  readonly code: string;
  readonly layer: 'customer-override' | 'provider-override' | 'feed' | 'nothing';
  readonly outcome: 'decides' | 'outranked' | 'weaker-hash' | 'silent';
  readonly says: VerdictFacts | null;
  readonly override?: number;
  readonly feed?: string;
  readonly version?: number;
  readonly priority?: number;
  readonly liveSince?: string | null;
  readonly covers?: 'full' | 'partial' | 'none';
}

export interface BearingOverride {
  readonly id: number;
  readonly owner: 'provider' | 'customer';
  readonly customer: string | null;
  readonly object: NamedObject;
  readonly zone: Zone;
  readonly reason: string;
  readonly author: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly ended?: 'removed' | 'replaced' | 'expired';
  readonly endedAt?: string | null;
  readonly endedBy?: string | null;
  readonly effect: 'decides' | 'outranked' | 'weaker-hash' | 'silent' | 'ended' | 'other-customer' | 'wider';
}

export interface Cause {
  readonly kind: string;
  readonly [fact: string]: string | number;
}

export interface HistoryStep {
  readonly generation: number;
  readonly at: string;
  readonly from: VerdictFacts & { readonly by: AnswerSource };
  readonly to: VerdictFacts & { readonly by: AnswerSource };
  readonly causes: readonly Cause[];
  readonly actor: string;
  readonly reason: string | null;
}

export interface PastAnswers {
  readonly since: {
    readonly generation: number;
    readonly at: string;
    readonly answer: HistoryStep['to'];
  } | null;
  readonly steps: readonly HistoryStep[];
  readonly end: 'generations' | 'snapshots' | 'limit';
}

export interface Explained {
  readonly input: unknown;
  readonly object: NamedObject;
  readonly asked: readonly string[];
  readonly answer: VerdictFacts & { readonly hashes: Readonly<Record<string, string>>; readonly source: AnswerSource };
  readonly ladder: readonly Rung[];
  readonly overrides: readonly BearingOverride[];
  readonly guards: readonly { readonly list: string; readonly entry: string }[] | null;
  readonly restriction: {
    readonly mode: 'disabled' | 'sampled';
    readonly sample: number | null;
    readonly until: string | null;
    readonly reason: string;
    readonly source: string;
  } | null;
  readonly history: PastAnswers | null;
}

export interface NotUnderstood {
  readonly input: unknown;
  readonly error: { readonly code: string; readonly detail: string };
}

export type ExplainedOrNot = Explained | NotUnderstood;

/** POST /api/v1/explain. */
export interface Explanation {
  readonly generation: { readonly number: number; readonly at: string };
  readonly view: {
    readonly customer: string | null;
    readonly license: string | null;
    readonly feeds: readonly string[];
  };
  readonly results: readonly ExplainedOrNot[];
}
