/** Shapes of the admin API's answers about proposals. */
export interface ProposalView {
  readonly id: number;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly proposedBy: string;
  readonly proposedAt: string;
  readonly expiresAt: string;
  readonly endedAt: string | null;
  readonly endedBy: string | null;
  readonly endedReason: string | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  readonly own: boolean;
}

export interface OneProposal extends ProposalView {
  /** Why it could not be approved as things are; null: it could. */
  readonly void: string | null;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export interface GreenView {
  readonly count: number;
  readonly overrides: readonly {
    readonly object: Readonly<Record<string, unknown>>;
    readonly zone: string;
    readonly reason: string;
    readonly replaces: { readonly id: number; readonly zone: string; readonly author: string } | null;
    readonly feeds: readonly { readonly feed: string; readonly zone: string; readonly threat: string | null }[];
  }[];
}
