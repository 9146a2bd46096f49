import type { RejectedRow } from './build-package';
import { shortCopy } from './input/short-copy';

export interface RejectReason {
  readonly reason: string;
  readonly count: number;
  /** Where it was met first. */
  readonly first: readonly { readonly input: string; readonly line: number }[];
}

const FIRST = 5;
const REASONS = 100;
const OTHER = 'other reasons';

/** Counts rejected rows by reason, with the first lines of each; reasons beyond a hundred are counted together. */
export class RejectTally {
  private readonly reasons = new Map<string, { count: number; first: { input: string; line: number }[] }>();

  add({ reason, input, line }: RejectedRow): void {
    const name = this.reasons.has(reason) || this.reasons.size < REASONS ? reason : OTHER;
    const known = this.reasons.get(name) ?? { count: 0, first: [] };
    if (known.count === 0) this.reasons.set(shortCopy(name, name.length), known);
    known.count++;
    if (known.first.length < FIRST) known.first.push({ input, line });
  }

  list(): RejectReason[] {
    const entries = [...this.reasons].map(([reason, { count, first }]) => ({ reason, count, first }));
    return entries.sort((a, b) => b.count - a.count);
  }
}
