import { Fault, sectionLayout } from '@pksn/domain';
import { answerHashed } from './answer-hashed';
import type { FeedSource } from './feed-source';
import { NO_VERDICT, finding } from './finding';
import type { Finding, VerdictSource } from './finding';
import { CERTIFICATE_FORMS, FILE_FORMS } from './hash-forms';
import { networkKeyBuffer, networkSection, networkText, setNetworkKey } from './network';
import type { IpQuestion, Question, SoftwareQuestion, WebQuestion } from './question';

const WEB = sectionLayout('web');
const SOFTWARE = sectionLayout('software');

/**
 * The verdict that wins (QUERY-API "Which verdict wins"): the first source that knows the object, and inside it the
 * most specific match. `overrides`: the customer's, then the provider's; `feeds`: those that the license sees, in
 * order (orderedFeeds). Synchronous, and all from the views given. Faults: OBJECT_MALFORMED for a key of a wrong
 * length, SEGMENT_CORRUPT.
 */
export function answer(question: Question, overrides: readonly VerdictSource[], feeds: readonly FeedSource[]): Finding {
  switch (question.type) {
    case 'file':
    case 'certificate': {
      const forms = question.type === 'file' ? FILE_FORMS : CERTIFICATE_FORMS;
      const asked = forms.findIndex((form) => form.kind === question.hashKind);
      if (question.key.length !== forms[asked]?.records.keyBytes) throw wrongLength(question.type);
      return answerHashed(forms, asked, question.key, overrides, feeds);
    }
    case 'ip':
      if (question.bytes.length !== (question.family === 4 ? 4 : 16)) throw wrongLength('ip');
      return firstOf(overrides, feeds, (source) => networkMatch(question, source));
    case 'url':
    case 'domain':
      return firstOf(overrides, feeds, (source) => webMatch(question, source));
    case 'software':
      return firstOf(overrides, feeds, (source) => softwareMatch(question, source));
  }
}

/** What one source says of an object that has no hash, at its most specific match. */
export function matchOf(question: IpQuestion | WebQuestion | SoftwareQuestion, source: VerdictSource): Finding | null {
  if (question.type === 'ip') return networkMatch(question, source);
  return question.type === 'software' ? softwareMatch(question, source) : webMatch(question, source);
}

function firstOf(
  overrides: readonly VerdictSource[],
  feeds: readonly VerdictSource[],
  match: (source: VerdictSource) => Finding | null,
): Finding {
  for (const sources of [overrides, feeds]) {
    for (const source of sources) {
      const found = match(source);
      if (found !== null) return found;
    }
  }
  return finding(NO_VERDICT, null);
}

/** The longest host and path that the source knows; a host that is an address is asked as one after that. */
function webMatch(question: WebQuestion, source: VerdictSource): Finding | null {
  const { expressionKeys, expressions } = question;
  for (let i = 0; i < expressionKeys.length; i++) {
    const verdict = source.verdict(WEB, expressionKeys[i] as Buffer);
    if (verdict !== null) return finding(verdict, expressions[i] ?? null);
  }
  return question.address === null ? null : networkMatch(question.address, source);
}

/** The smallest network around the address that the source knows. */
function networkMatch(question: IpQuestion, source: VerdictSource): Finding | null {
  const lengths = source.prefixLengths(question.family);
  if (lengths.length === 0) return null;
  const key = networkKeyBuffer(question);
  for (const length of lengths) {
    setNetworkKey(key, question, length);
    const verdict = source.verdict(networkSection(question.family), key);
    if (verdict !== null) return finding(verdict, networkText(key));
  }
  return null;
}

/** The version's own record; one without a version speaks for those that have none. */
function softwareMatch(question: SoftwareQuestion, source: VerdictSource): Finding | null {
  const own = source.verdict(SOFTWARE, question.key);
  const verdict = own ?? (question.productKey === null ? null : source.verdict(SOFTWARE, question.productKey));
  return verdict === null ? null : finding(verdict, null);
}

function wrongLength(type: string): Fault {
  return new Fault('OBJECT_MALFORMED', `the ${type} has a key of a wrong length`);
}
