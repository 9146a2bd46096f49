import type { AnswerShelf, ShelfChange } from '@pksn/endpoint-client';
import type { Judgement } from './judgement';
import { parseStanding } from './judgement';

const keyOf = (keyHash: string): string => `j!${keyHash}`;

/**
 * Good judgements on disk, by the key's hash: for the time without the link. What cannot be written costs that time, and no answer; what was to be
 * forgotten is forgotten in memory all the same.
 */
export class JudgementBook {
  private readonly gone = new Set<string>();

  constructor(private readonly shelf: Pick<AnswerShelf, 'isOpen' | 'read' | 'write'>) {}

  find(keyHash: string): Judgement | null {
    try {
      const text = this.gone.has(keyHash) ? undefined : this.shelf.read(keyOf(keyHash));
      if (text === undefined) return null;
      const { standing, judgedAt } = JSON.parse(text) as { standing: unknown; judgedAt: unknown };
      const read = parseStanding(standing);
      return read === null || typeof judgedAt !== 'number' ? null : { standing: read, judgedAt };
    } catch {
      return null;
    }
  }

  async keep(keyHash: string, judgement: Judgement): Promise<void> {
    const { standing, judgedAt } = judgement;
    await this.written({ type: 'put', key: keyOf(keyHash), value: JSON.stringify({ standing, judgedAt }) }, () =>
      this.gone.delete(keyHash),
    );
  }

  async forget(keyHash: string): Promise<void> {
    if (this.isUnknown(keyHash)) return;
    this.gone.add(keyHash);
    // A refusal that is lost with the power would be none for the time without the link.
    await this.written({ type: 'del', key: keyOf(keyHash) }, () => this.gone.delete(keyHash), true);
  }

  private isUnknown(keyHash: string): boolean {
    try {
      return this.shelf.isOpen && this.shelf.read(keyOf(keyHash)) === undefined;
    } catch {
      return false;
    }
  }

  /** Writes what could not be forgotten on disk. */
  async again(): Promise<void> {
    for (const keyHash of [...this.gone]) await this.forget(keyHash);
  }

  private async written(change: ShelfChange, done: () => void, isDurable = false): Promise<void> {
    try {
      await this.shelf.write([change], isDurable);
      done();
    } catch {
      // Said by the store, whose writes fail as well.
    }
  }
}
