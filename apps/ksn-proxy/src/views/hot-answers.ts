import type { KeptAnswer } from '../store/kept-answer';
import type { Stamp } from './stamp';

/** A kept answer in memory, worded for the stamp that it was last given with. */
export interface HotAnswer {
  readonly kept: KeptAnswer;
  stamp: Stamp | null;
  /** From `"zone"` on, for that stamp. */
  told: string;
}

/** What an answer in memory costs beside its texts, about. */
const OVERHEAD_BYTES = 600;

/** The answers of all views that are given most, within a number of bytes; the longest unread leave first. */
export class HotAnswers {
  private readonly all = new Map<string, HotAnswer>();
  private bytes = 0;

  constructor(private readonly limitBytes: number) {}

  get size(): number {
    return this.all.size;
  }

  get(name: string): HotAnswer | undefined {
    return this.all.get(name);
  }

  set(name: string, kept: KeptAnswer): HotAnswer {
    const hot: HotAnswer = { kept, stamp: null, told: '' };
    this.delete(name);
    this.all.set(name, hot);
    this.bytes += costOf(kept);
    // A Map keeps its order: the first came first.
    for (const oldest of this.all.keys()) {
      if (this.bytes <= this.limitBytes) break;
      this.delete(oldest);
    }
    return hot;
  }

  delete(name: string): void {
    const before = this.all.get(name);
    if (before === undefined) return;
    this.bytes -= costOf(before.kept);
    this.all.delete(name);
  }
}

function costOf({ bytes }: KeptAnswer): number {
  return 2 * bytes + OVERHEAD_BYTES;
}
