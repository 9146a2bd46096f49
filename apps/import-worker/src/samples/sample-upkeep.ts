import type { SampleFolder } from '@pksn/samples';
import type { SampleErasure } from '@pksn/store-postgres';

export interface SampleRetention {
  /** Content is kept for so long after it came. */
  readonly contentMs: number;
  /** What is known of a sample stays so long after it was last sent. */
  readonly factsMs: number;
}

/**
 * Ends what is over: content and facts by age, uploads of processes that died. A file stays only while a row says that it is held or
 * under way, whatever happened between the two.
 */
export class SampleUpkeep {
  constructor(
    private readonly erasure: Pick<SampleErasure, 'expire' | 'held'>,
    private readonly folder: Pick<SampleFolder, 'files' | 'removeName'>,
    private readonly retention: SampleRetention,
  ) {}

  /** Returns how many files went. */
  async round(): Promise<number> {
    await this.erasure.expire(this.retention.contentMs, this.retention.factsMs);
    // Names first: a file whose row is written in between is then seen, and one without any has been for longer.
    const files = await this.folder.files();
    const held = await this.erasure.held([...new Set(files.map(({ id }) => id))]);
    const left = files.filter(({ id }) => !held.has(id));
    for (const { name } of left) await this.folder.removeName(name);
    return left.length;
  }
}
