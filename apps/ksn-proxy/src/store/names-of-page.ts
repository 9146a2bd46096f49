import type { ChangesAnswer } from '@pksn/contract';

/** How long a prefix may be: lists under one are named `prefix-SECTION:PREFIX`. */
const PREFIX_DIGITS = [4, 6, 8] as const;

/** Section and key of all that a page names; `withLists`: also of the lists that a named key is in. */
export function* namesOfPage(
  { changes }: Pick<ChangesAnswer, 'changes'>,
  withLists: boolean,
): Generator<readonly [string, string]> {
  for (const change of changes) {
    if (!('section' in change)) continue;
    const kind = change.section.startsWith('certificate') ? 'certificate' : 'file';
    const siblings = Object.entries(change.siblings as Readonly<Record<string, string>>);
    const all = [[change.section, change.key], ...siblings.map(([name, hex]) => [`${kind}-${name}`, hex])] as [
      string,
      string,
    ][];
    for (const [section, key] of all) {
      yield [section, key];
      if (!withLists) continue;
      for (const digits of PREFIX_DIGITS) yield [`prefix-${section}`, key.slice(0, digits)];
    }
  }
}
