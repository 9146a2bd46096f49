import { judgeEntry } from './judgement';
import { entryOf } from './registry-entry';
import type { RegistryRow } from './registry-row';

/** What a request with this key gets at `now` (milliseconds since 1970), in a word such as `current` or `superseded`. */
export function keyStateAt(key: RegistryRow, now: number): string {
  const judgement = judgeEntry(entryOf(key, null), now);
  if (!judgement.granted)
    return judgement.code
      .replace(/^LICENSE_(KEY_)?/, '')
      .toLowerCase()
      .replaceAll('_', '-');
  if (key.supersededAt !== null || key.changedAt !== null) return 'overlap';
  return now >= key.expiresAt ? 'grace' : 'current';
}
