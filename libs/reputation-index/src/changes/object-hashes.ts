import type { SectionName } from '@pksn/domain';
import type { FeedView } from '../answer/feed-view';
import type { Finding } from '../answer/finding';
import { NO_HASHES } from '../answer/finding';
import { CERTIFICATE_FORMS, FILE_FORMS } from '../answer/hash-forms';
import { HashIdentity } from '../answer/hash-identity';

const identity = new HashIdentity();

/** The other hashes of a file or certificate as these feeds know them; none for an object of another kind. */
export function objectHashes(section: SectionName, key: Buffer, feeds: readonly FeedView[]): Finding['hashes'] {
  for (const forms of [FILE_FORMS, CERTIFICATE_FORMS]) {
    const asked = forms.findIndex((form) => form.records.name === section);
    if (asked < 0) continue;
    identity.begin(forms, feeds, asked, key);
    const others = forms.flatMap(({ kind }, form) => {
      const hash = identity.known[form] ?? null;
      return hash === null || form === asked ? [] : [[kind, hash] as const];
    });
    return Object.fromEntries(others);
  }
  return NO_HASHES;
}
