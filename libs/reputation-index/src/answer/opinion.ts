import type { Verdict } from './finding';

/** What one source says, whoever is asked before it. */
export interface Opinion {
  readonly verdict: Verdict;
  /** Network objects: the expression or network that it is about; else null. */
  readonly matched: string | null;
  /** It says green of a weaker hash than the one asked, and so does not count: weak hashes can be collided. */
  readonly isOfWeakerHash: boolean;
}
