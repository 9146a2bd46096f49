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

  constructor(private readonly shelf: Pick<AnswerShelf, 'read' | 'write'>) {}

  find(keyHash: string): Judgement | null {
    const text = this.gone.has(keyHash) ? undefined : this.shelf.read(keyOf(keyHash));
    if (text === undefined) return null;
    try {
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
    if (this.shelf.read(keyOf(keyHash)) === undefined) return;
    this.gone.add(keyHash);
    await this.written({ type: 'del', key: keyOf(keyHash) }, () => this.gone.delete(keyHash));
  }

  private async written(change: ShelfChange, done: () => void): Promise<void> {
    try {
      await this.shelf.write([change]);
      done();
    } catch {
      // Said by the store, whose writes fail as well.
    }
  }
}
