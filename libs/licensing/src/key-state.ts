import { judgeEntry } from './judgement';
import { keyStateOf } from './license-standing';
import { entryOf } from './registry-entry';
import type { RegistryRow } from './registry-row';

/** What a request with a key gets, in a word: the decision table as people see it. */
export const KEY_STATES = [
  'current',
  'overlap',
  'grace',
  'not-yet-valid',
  'expired',
  'changed',
  'superseded',
  'revoked',
] as const;

/** By what a list of licenses is searched: the state of the newest key, and what is waited for beside it. */
export const LICENSE_FILTER_STATES = [...KEY_STATES, 'awaiting', 'approval'] as const;
export type LicenseFilterState = (typeof LICENSE_FILTER_STATES)[number];

/** What a request with this key gets at `now` (milliseconds since 1970), in a word such as `current` or `superseded`. */
export function keyStateAt(key: RegistryRow, now: number): string {
  const judgement = judgeEntry(entryOf(key, null), now);
  if (judgement.granted) return keyStateOf(judgement.entry, now);
  return judgement.code
    .replace(/^LICENSE_(KEY_)?/, '')
    .toLowerCase()
    .replaceAll('_', '-');
}
