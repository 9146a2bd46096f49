import type { HashForm } from './hash-forms';
import type { FeedSource } from './feed-source';
import { NO_HASHES, NO_VERDICT, finding } from './finding';
import type { Finding, Verdict, VerdictSource } from './finding';
import { HashIdentity } from './hash-identity';
import type { Opinion } from './opinion';

/** Questions are answered one at a time, so one instance does; it holds nothing between them that is read again. */
const identity = new HashIdentity();

/** Files and certificates: every source in its turn is asked by every known hash, strongest first. */
export function answerHashed(
  forms: readonly HashForm[],
  asked: number,
  key: Buffer,
  overrides: readonly VerdictSource[],
  feeds: readonly FeedSource[],
): Finding {
  identity.begin(forms, feeds, asked, key);
  const verdict = overridden(forms, asked, overrides) ?? listed(forms, asked, feeds) ?? NO_VERDICT;
  return finding(verdict, null, otherHashes(forms, asked));
}

/** As `answerHashed` asks them, but each source, whatever those before it say. */
export function hashedOpinions(
  forms: readonly HashForm[],
  asked: number,
  key: Buffer,
  overrides: readonly VerdictSource[],
  feeds: readonly FeedSource[],
): (Opinion | null)[] {
  identity.begin(forms, feeds, asked, key);
  const any = forms.length - 1;
  return [
    ...overrides.map((source) => opinionOf(saidBy(forms, asked, source), () => saidBy(forms, any, source))),
    ...feeds.map((feed, i) => opinionOf(listedIn(forms, asked, feed, i), () => listedIn(forms, any, feed, i))),
  ];
}

function opinionOf(deciding: Verdict | null, any: () => Verdict | null): Opinion | null {
  const verdict = deciding ?? any();
  return verdict === null ? null : { verdict, matched: null, isOfWeakerHash: deciding === null };
}

function overridden(forms: readonly HashForm[], asked: number, overrides: readonly VerdictSource[]): Verdict | null {
  for (const source of overrides) {
    const verdict = saidBy(forms, asked, source);
    if (verdict !== null) return verdict;
  }
  return null;
}

function saidBy(forms: readonly HashForm[], asked: number, source: VerdictSource): Verdict | null {
  for (let form = 0; form < forms.length; form++) {
    const key = identity.known[form] ?? null;
    const verdict = key === null ? null : source.verdict((forms[form] as HashForm).records, key);
    if (verdict !== null && mayDecide(verdict, form, asked)) return verdict;
  }
  return null;
}

function listed(forms: readonly HashForm[], asked: number, feeds: readonly FeedSource[]): Verdict | null {
  for (let feed = 0; feed < feeds.length; feed++) {
    const verdict = listedIn(forms, asked, feeds[feed] as FeedSource, feed);
    if (verdict !== null) return verdict;
  }
  return null;
}

function listedIn(forms: readonly HashForm[], asked: number, source: FeedSource, feed: number): Verdict | null {
  for (let form = 0; form < forms.length; form++) {
    const at = identity.recordOf(feed, form);
    if (at < 0) continue;
    const verdict = source.verdictOf((forms[form] as HashForm).records, identity.records, at);
    if (mayDecide(verdict, form, asked)) return verdict;
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
