import type { ChainLink } from '@pksn/history';

/** Shapes of the admin API's answers about the history. */
export interface HeadView {
  readonly installation: string;
  readonly sequence: number;
  readonly hash: string;
  readonly publicKey: string | null;
  readonly keyid: string | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
}

export interface ChainView {
  readonly links: readonly ChainLink[];
  readonly next: number | null;
}

export interface StraysView {
  readonly entries: readonly { readonly at: string; readonly actor: string; readonly action: string }[];
}

export interface CheckpointView {
  readonly number: number;
  readonly sequence: number;
  readonly at: string;
  /** The signed text. */
  readonly file: string;
}
