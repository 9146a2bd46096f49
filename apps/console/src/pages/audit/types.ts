export interface AuditEntry {
  /** Its place in the chain; null: it has none, which should not be. */
  readonly sequence: number | null;
  /** ISO 8601. */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface AuditList {
  readonly entries: readonly AuditEntry[];
  readonly next: string | null;
}

export interface Head {
  readonly installation: string;
  readonly sequence: number;
  readonly hash: string;
  readonly publicKey: string | null;
  readonly keyid: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
}

/** A checkpoint as the service lists it; with a problem where the file cannot be read. */
export interface CheckpointFacts {
  readonly number: number;
  readonly sequence?: number;
  readonly at?: string;
  readonly cause?: string;
  readonly accepted?: { readonly actor: string; readonly reason: string } | null;
  readonly problem?: string;
}

export interface CheckpointFile extends CheckpointFacts {
  readonly file: string;
}
