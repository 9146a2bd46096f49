export interface Statement {
  readonly id: number;
  readonly inForceAt: string;
  readonly addedAt: string;
  readonly source: string;
  readonly languages: readonly { readonly language: string; readonly sha256: string }[];
  readonly accepted: number;
  readonly contributing: number;
}

export interface StatementText {
  readonly id: number;
  readonly language: string;
  readonly text: string;
}

export interface Participation {
  readonly customer: string;
  readonly statement: number;
  readonly accepted: number;
  readonly contributing: number;
}
