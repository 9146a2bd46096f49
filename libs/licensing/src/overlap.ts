import { HOUR_MS } from './limits';
import type { RegistryRow } from './registry-row';

/**
 * When a key ends that was replaced, or whose license changed: its overlap counts from the earlier of the two.
 * Milliseconds since 1970; Infinity: neither happened.
 */
export function overlapEndOf(key: Pick<RegistryRow, 'changedAt' | 'supersededAt' | 'overlapHours'>): number {
  return Math.min(key.changedAt ?? Infinity, key.supersededAt ?? Infinity) + key.overlapHours * HOUR_MS;
}
