/** Answers of the admin API about suspicious files, as far as the pages show them. Times are ISO 8601. */
export const SAMPLE_STATES = ['new', 'claimed', 'decided'] as const;
export type SampleState = (typeof SAMPLE_STATES)[number];
/** Zones that a file may have. */
export const FILE_ZONES = ['red', 'yellow', 'green', 'grey'] as const;
export type FileZone = (typeof FILE_ZONES)[number];
export const TRUST_GROUPS = ['trusted', 'low-restricted', 'high-restricted', 'untrusted'] as const;
export const VERDICT_FORMS = ['override', 'own-feed', 'both', 'neither'] as const;
export type VerdictForm = (typeof VERDICT_FORMS)[number];

export interface SampleContent {
  readonly id: string;
  readonly firstByte: number;
  readonly sizeBytes: number;
  readonly totalBytes: number;
  readonly sha256: string;
  readonly receivedAt: string;
  readonly erasedAt: string | null;
  readonly erasedWhy: 'released' | 'expired' | null;
}

export interface Sample {
  readonly id: string;
  readonly sha256: string;
  readonly sha1: string | null;
  readonly md5: string | null;
  readonly sizeBytes: number | null;
  readonly state: SampleState;
  readonly reports: number;
  readonly endpoints: number;
  readonly firstAt: string;
  readonly lastAt: string;
  readonly claimedBy: string | null;
  readonly claimedUntil: string | null;
  readonly verdict: {
    readonly zone: FileZone;
    readonly threat: string | null;
    readonly trustGroup: string | null;
    readonly reason: string;
    readonly as: VerdictForm;
  } | null;
  readonly decidedBy: string | null;
  readonly decidedAt: string | null;
  readonly releasedAt: string | null;
  readonly contents: readonly SampleContent[];
  /** Only of one that is looked at by itself. */
  readonly customers?: readonly string[];
}
