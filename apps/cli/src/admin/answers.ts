/** Shapes of the admin API's answers, as far as the commands print them. */
export interface ImportView {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly state: 'received' | 'verified' | 'staged' | 'ready' | 'active' | 'held' | 'rejected' | 'unchanged';
  readonly feed: string | null;
  readonly version: number | null;
  readonly kind: string | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly advice: string | null;
  readonly snapshotId: string | number | null;
  readonly generation: number | null;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number } | null;
}

export interface SnapshotView {
  readonly id: string | number;
  readonly feed: string;
  readonly version: number;
  readonly kind: string;
  readonly state: string;
  readonly stateHash: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly createdAt: string;
  readonly activatedAt: string | null;
  readonly baseId?: number | null;
  readonly freshUntil?: string;
  /** Of a held one. */
  readonly hold?: HoldView | null;
}

export interface HoldView {
  readonly kind: string;
  readonly reason: string | null;
  /** When it goes live by itself. */
  readonly activateAt: string | null;
}

export interface GenerationView {
  readonly number: number;
  readonly createdAt: string;
  readonly reason: string;
  readonly snapshots: readonly {
    readonly feed: string;
    readonly version: number;
    readonly snapshotId: string | number;
  }[];
  readonly overrides: unknown;
}

export interface FeedView {
  readonly feed: string;
  readonly vendor: string;
  readonly priority: number;
  readonly activation: string;
  readonly open: boolean;
  readonly version: number | null;
  readonly freshUntil: string | null;
  readonly stale: boolean;
  readonly pinned: boolean;
  readonly pin?: { readonly since: string | null; readonly by: string | null; readonly reason: string | null } | null;
  readonly coverage?: Readonly<Record<string, string>> | null;
}

export interface TokenView {
  readonly id: string;
  readonly role: string;
  readonly label: string;
  readonly customer?: string | null;
  /** Of an override-writer. */
  readonly rights?: {
    readonly kinds: readonly string[];
    readonly zones: readonly string[];
    readonly maxDays: number;
    readonly perMinute: number;
  } | null;
  /** SHA-256 of the client certificate that stands in place of a token. */
  readonly certificate?: string | null;
  /** Of the context file; void when the service stops. */
  readonly evaluation: boolean;
  /** By which the list was asked for. */
  readonly current?: boolean;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface VendorView {
  readonly vendor: string;
  readonly version: number;
  readonly fingerprint: string;
  readonly expires: string;
}

export interface SubmissionResult {
  /** What the command line named it. */
  readonly file?: string;
  readonly ok: boolean;
  readonly licenseId?: string;
  readonly customer?: string | { readonly name?: string };
  readonly fingerprint?: string;
  readonly state?: string;
  /** Sentences on what somebody should know or do. */
  readonly notes?: readonly string[];
  readonly code?: string;
  readonly detail?: string;
  readonly advice?: string;
}

export interface LicenseView {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly product: string;
  readonly edition?: string;
  readonly state: string;
  readonly keys: readonly {
    readonly fingerprint: string;
    readonly state: string;
    readonly issuedAt: string;
    readonly submittedAt: string;
    readonly overlapEndsAt: string | null;
  }[];
  readonly notBefore?: string | null;
  readonly expiresAt: string;
  readonly graceEndsAt?: string | null;
  readonly seats?: number | null;
  readonly requestsPerSecond?: number | null;
  readonly feeds: readonly string[] | null;
  readonly grantedFeeds?: readonly string[];
  readonly overlapHours?: number;
  readonly awaitsNewKey?: boolean;
}

export interface LicensesView {
  readonly licenses: readonly LicenseView[];
  /** Cursor of the next page; null: this is the last. */
  readonly next?: string | null;
  /** With the state `approval`: submissions that wait for licenses that are not here yet. */
  readonly notRegistered?: number;
}

export interface HistoryView {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface CustomerView {
  readonly id: string;
  readonly name: string;
  readonly contacts?: readonly string[];
  readonly note?: string;
  readonly vendor?: string | null;
  readonly createdAt?: string;
  readonly licenses: number;
}

export interface OverrideView {
  readonly id: string | number;
  readonly object: Readonly<Record<string, unknown>>;
  readonly zone: string;
  readonly reason: string;
  readonly owner: string;
  readonly customer: string | null;
  readonly author: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Only of one that is not in force any more. */
  readonly ended?: 'removed' | 'replaced' | 'expired';
  readonly endedAt?: string | null;
  readonly endedBy?: string | null;
  /** What each live feed says, by priority; not in brief answers. */
  readonly feeds?: readonly FeedOpinionView[];
}

export interface FeedOpinionView {
  readonly feed: string;
  readonly version: number;
  readonly zone: string;
  readonly threat: string | null;
  readonly matched: string | null;
}
