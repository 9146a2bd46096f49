import type { AnswerShelf } from '@pksn/endpoint-client';
import type { Judgement } from './judgement';
import { parseStanding } from './judgement';

const keyOf = (keyHash: string): string => `j!${keyHash}`;

/** Good judgements on disk, by the key's hash: for the time without the link. */
export class JudgementBook {
  constructor(private readonly shelf: Pick<AnswerShelf, 'read' | 'write'>) {}

  find(keyHash: string): Judgement | null {
    const text = this.shelf.read(keyOf(keyHash));
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
    await this.shelf.write([{ type: 'put', key: keyOf(keyHash), value: JSON.stringify({ standing, judgedAt }) }]);
  }

  async forget(keyHash: string): Promise<void> {
    if (this.shelf.read(keyOf(keyHash)) === undefined) return;
    await this.shelf.write([{ type: 'del', key: keyOf(keyHash) }]);
  }
}
