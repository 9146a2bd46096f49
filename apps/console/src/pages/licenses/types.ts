/** Answers of the admin API about licenses, as far as the pages show them. Times are ISO 8601. */
export const LICENSE_STATES = [
  'current',
  'overlap',
  'grace',
  'not-yet-valid',
  'expired',
  'changed',
  'superseded',
  'revoked',
] as const;
export type LicenseState = (typeof LICENSE_STATES)[number];
/** By what the list is searched. */
export const FILTER_STATES = [...LICENSE_STATES, 'awaiting', 'approval'] as const;
export const PROTOCOLS = ['native', 'hashlookup', 'safe-browsing', 'virustotal', 'opentip', 'taxii', 'misp'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export interface LicenseKey {
  readonly fingerprint: string;
  readonly state: LicenseState;
  readonly issuedAt: string;
  readonly notBefore: string;
  readonly submittedAt: string;
  readonly submittedBy: string;
  readonly supersededAt: string | null;
  readonly changedAt: string | null;
  readonly revokedAt: string | null;
  readonly overlapEndsAt: string | null;
}

export interface License {
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: { readonly id: string; readonly name: string };
  readonly product: string;
  readonly edition: string;
  readonly state: LicenseState;
  readonly awaitsNewKey: boolean;
  readonly notBefore: string;
  readonly expiresAt: string;
  readonly graceEndsAt: string;
  readonly overlapHours: number;
  /** Null: all of its vendor. */
  readonly feeds: readonly string[] | null;
  readonly grantedFeeds: readonly string[];
  readonly seats: number | null;
  readonly requestsPerSecond: number | null;
  /** Newest first. */
  readonly keys: readonly LicenseKey[];
}

/** With how it is used. */
export interface ListedLicense extends License {
  readonly lastAskedAt: string | null;
  readonly seatsSeen: number;
  readonly seatsExact: boolean;
}

export interface LicensesAnswer {
  readonly licenses: readonly ListedLicense[];
  readonly next: string | null;
  readonly notRegistered?: number;
}

export interface HistoryEntry {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Rollout {
  readonly days: number;
  readonly seats: number | null;
  readonly seatsSeen: number;
  readonly exact: boolean;
  readonly newestKey: string | null;
  readonly movedShare: number | null;
  readonly keys: readonly {
    readonly fingerprint: string;
    readonly state: LicenseState;
    readonly endpoints: number;
    readonly endpointsToday: number;
    readonly endpointsLeft: number;
    readonly requests: number;
    readonly malformedIds: number;
    readonly lastSeen: string | null;
    readonly overlapEndsAt: string | null;
  }[];
}

export interface IntegrationToken {
  readonly id: string;
  readonly license: { readonly vendor: string; readonly licenseId: string };
  readonly customer: string;
  readonly label: string;
  readonly protocols: readonly Protocol[];
  readonly state: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

export interface Pending {
  readonly digest: string;
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly customerId: string;
  readonly fingerprint: string;
  readonly product: string;
  readonly feeds: readonly string[] | null;
  readonly seats: number | null;
  readonly requestsPerSecond: number | null;
  readonly notBefore: string;
  readonly expiresAt: string;
  readonly supersedes: readonly string[];
  readonly receivedAt: string;
}

export interface Knocking {
  readonly fingerprint: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
  readonly known: 'pending' | 'revoked' | 'older' | 'unknown';
  readonly pending: {
    readonly digest: string;
    readonly vendor: string;
    readonly licenseId: string;
    readonly customer: string;
  } | null;
  readonly older: {
    readonly vendor: string;
    readonly licenseId: string;
    readonly customer: string;
    readonly currentFingerprint: string;
  } | null;
}

/** GET /api/v1/license-keys/FINGERPRINT. */
export interface KeyAnswer {
  readonly fingerprint: string;
  readonly keys: readonly {
    readonly license: { readonly vendor: string; readonly licenseId: string; readonly customer: License['customer'] };
    readonly state: LicenseState;
    readonly isNewest: boolean;
    readonly newestFingerprint: string | null;
    /** Null: requests with it are answered. */
    readonly code: string | null;
    readonly facts: Readonly<Record<string, string | number | null>>;
    readonly requestsPerSecond: number | null;
    readonly emptyFeeds: readonly string[];
  }[];
  readonly unknown: {
    readonly code: string;
    readonly pending: { readonly digest: string; readonly licenseId: string } | null;
    readonly knocking: Knocking | null;
  } | null;
}

/** What became of one file. */
export type SubmissionOutcome =
  | {
      readonly ok: true;
      readonly state: 'submitted' | 'pending' | 'unchanged';
      readonly licenseId: string;
      readonly customer: string;
      readonly fingerprint: string;
      readonly keyState?: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly code: string; readonly detail: string; readonly advice: string };
