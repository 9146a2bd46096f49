import type { HashForm } from './hash-forms';
import type { FeedView } from './feed-view';
import { NO_HASHES, NO_VERDICT, finding } from './finding';
import type { Finding, Verdict, VerdictSource } from './finding';
import { HashIdentity } from './hash-identity';

/** Questions are answered one at a time, so one instance does; it holds nothing between them that is read again. */
const identity = new HashIdentity();

/** Files and certificates: every source in its turn is asked by every known hash, strongest first. */
export function answerHashed(
  forms: readonly HashForm[],
  asked: number,
  key: Buffer,
  overrides: readonly VerdictSource[],
  feeds: readonly FeedView[],
): Finding {
  identity.begin(forms, feeds, asked, key);
  const verdict = overridden(forms, asked, overrides) ?? listed(forms, asked, feeds) ?? NO_VERDICT;
  return finding(verdict, null, otherHashes(forms, asked));
}

function overridden(forms: readonly HashForm[], asked: number, overrides: readonly VerdictSource[]): Verdict | null {
  for (const source of overrides) {
    for (let form = 0; form < forms.length; form++) {
      const key = identity.known[form] ?? null;
      const verdict = key === null ? null : source.verdict((forms[form] as HashForm).records, key);
      if (verdict !== null && mayDecide(verdict, form, asked)) return verdict;
    }
  }
  return null;
}

function listed(forms: readonly HashForm[], asked: number, feeds: readonly FeedView[]): Verdict | null {
  for (let feed = 0; feed < feeds.length; feed++) {
    for (let form = 0; form < forms.length; form++) {
      const at = identity.recordOf(feed, form);
      if (at < 0) continue;
      const verdict = (feeds[feed] as FeedView).verdictOf((forms[form] as HashForm).records, identity.records, at);
      if (mayDecide(verdict, form, asked)) return verdict;
    }
  }
  return null;
}

/** What is said of a weaker hash than the one asked never turns the answer green: weak hashes can be collided. */
function mayDecide(verdict: Verdict, form: number, asked: number): boolean {
  return form <= asked || verdict.zone !== 'green';
}

function otherHashes(forms: readonly HashForm[], asked: number): Finding['hashes'] {
  let hashes: { sha256?: Buffer; sha1?: Buffer; md5?: Buffer } | null = null;
  for (let form = 0; form < forms.length; form++) {
    const hash = identity.known[form] ?? null;
    if (hash === null || form === asked) continue;
    hashes ??= {};
    hashes[(forms[form] as HashForm).kind] = hash;
  }
  return hashes ?? NO_HASHES;
}
