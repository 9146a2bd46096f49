import type { Finding, Opinion } from '@pksn/reputation-index';

/** What all sources say of an object, and which keys of overrides bear on it. */
export interface Said {
  readonly opinions: readonly (Opinion | null)[];
  readonly finding: Finding;
  readonly names: ReadonlySet<string>;
}
