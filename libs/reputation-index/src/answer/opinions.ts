import { CERTIFICATE_FORMS, FILE_FORMS } from './hash-forms';
import { hashedOpinions } from './answer-hashed';
import { matchOf } from './answer';
import type { FeedSource } from './feed-source';
import type { Finding, VerdictSource } from './finding';
import type { Opinion } from './opinion';
import type { Question } from './question';

/**
 * What every source says, in the order in which `answer` asks them, null where it knows nothing. The first one that is not of
 * a weaker hash is the answer. Faults: those of `answer`.
 */
export function opinions(
  question: Question,
  overrides: readonly VerdictSource[],
  feeds: readonly FeedSource[],
): (Opinion | null)[] {
  if (question.type === 'file' || question.type === 'certificate') {
    const forms = question.type === 'file' ? FILE_FORMS : CERTIFICATE_FORMS;
    return hashedOpinions(
      forms,
      forms.findIndex((form) => form.kind === question.hashKind),
      question.key,
      overrides,
      feeds,
    );
  }
  return [...overrides, ...feeds].map((source) => opinionOf(matchOf(question, source)));
}

function opinionOf(found: Finding | null): Opinion | null {
  return found === null ? null : { verdict: found, matched: found.matched, isOfWeakerHash: false };
}
