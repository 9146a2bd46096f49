export const PHASES = ['waiting', 'verifying', 'awaiting-base', 'staging', 'sealing', 'activating'] as const;
export type Phase = (typeof PHASES)[number];

export const IMPORT_STATES = [
  'received',
  'verified',
  'staged',
  'ready',
  'active',
  'held',
  'rejected',
  'unchanged',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];
const ENDS: readonly ImportState[] = ['active', 'held', 'rejected', 'unchanged'];

export interface Progress {
  readonly phase: Phase;
  /** Records; `total` 0: not known. */
  readonly done: number;
  readonly total: number;
  readonly attempt?: number;
  readonly perSecond?: number | null;
  readonly secondsLeft?: number | null;
}

/** GET /api/v1/imports/ID. */
export interface ImportView {
  readonly id: string;
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly state: ImportState;
  readonly feed: string | null;
  readonly version: number | null;
  readonly kind: 'full' | 'delta' | null;
  readonly code: string | null;
  readonly detail: string | null;
  readonly advice: string | null;
  readonly snapshotId: number | null;
  readonly generation: number | null;
  readonly progress: Progress | null;
  readonly actor: string;
  readonly hold: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ImportPage {
  readonly imports: readonly ImportView[];
  readonly next: string | null;
}

/** GET /api/v1/uploads. */
export interface OpenUpload {
  readonly id: string;
  readonly fileName: string;
  readonly offset: number;
  readonly sizeBytes: number;
  readonly actor: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export function hasEnded({ state }: Pick<ImportView, 'state'>): boolean {
  return ENDS.includes(state);
}
