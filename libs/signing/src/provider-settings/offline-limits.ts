import type { FieldReader } from '../field-reader';

/** What an endpoint answers while the service cannot be asked, or may not be, where its provider says so. */
export interface OfflineLimits {
  /** Kept answers up to this age are given, in whole hours up to a year; 0: none. */
  readonly maxAgeHours: number;
  /** Beyond that, or for what is not kept: grey, or the error. */
  readonly beyond: 'grey' | 'error';
  /** What lookups get while a switch to the global network awaits acceptance: nothing, or kept answers of that age. */
  readonly switched: 'off' | 'cache';
}

const YEAR_HOURS = 8_760;

/**
 * The optional field `offline`. It stands outside of the policy, so that endpoints that do not know it go on with limits of their
 * own in place of refusing the file. Undefined: the provider says nothing.
 */
export function parseOfflineLimits(read: FieldReader, value: unknown): OfflineLimits | undefined {
  if (value === undefined) return undefined;
  const fields = read.exact(value, 'offline', ['maxAgeHours', 'beyond', 'switched']);
  return {
    maxAgeHours: read.integer(fields['maxAgeHours'], 'offline.maxAgeHours', 0, YEAR_HOURS),
    beyond: read.oneOf(fields['beyond'], 'offline.beyond', ['grey', 'error']),
    switched: read.oneOf(fields['switched'], 'offline.switched', ['off', 'cache']),
  };
}
