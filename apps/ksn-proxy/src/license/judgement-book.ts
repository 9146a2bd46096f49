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
  /** Writes of one key, so that none is overtaken by the next. */
  private readonly lines = new Map<string, Promise<void>>();

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

  keep(keyHash: string, { standing, judgedAt }: Judgement): Promise<void> {
    const change = { type: 'put', key: keyOf(keyHash), value: JSON.stringify({ standing, judgedAt }) } as const;
    return this.inLine(keyHash, () => this.written(change, () => this.gone.delete(keyHash)));
  }

  forget(keyHash: string): Promise<void> {
    // One that is on its way to the disk is as good as there.
    if (!this.lines.has(keyHash) && this.isUnknown(keyHash)) return Promise.resolve();
    this.gone.add(keyHash);
    return this.inLine(keyHash, async () => {
      this.gone.add(keyHash);
      // A refusal that is lost with the power would be none for the time without the link.
      await this.written({ type: 'del', key: keyOf(keyHash) }, () => this.gone.delete(keyHash), true);
    });
  }

  private async inLine(keyHash: string, write: () => Promise<void>): Promise<void> {
    const before = this.lines.get(keyHash);
    const written = before === undefined ? write() : before.then(write);
    this.lines.set(keyHash, written);
    await written;
    if (this.lines.get(keyHash) === written) this.lines.delete(keyHash);
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
