import type { Zone } from '@pksn/domain';

/** What the builder was told, for formats whose own words are weaker or stronger than that. */
export interface FormatDefaults {
  /** `--zone` and `--threat`; null when they were not given. */
  readonly zone: Zone | null;
  readonly threat: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** An input that can be read from its start more than once. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;
