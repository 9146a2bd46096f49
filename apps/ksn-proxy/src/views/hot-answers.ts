import type { KeptAnswer } from '../store/kept-answer';
import type { Stamp } from './stamp';

/** A kept answer in memory, worded for the stamp that it was last given with. */
export interface HotAnswer {
  readonly kept: KeptAnswer;
  stamp: Stamp | null;
  /** For that stamp: of a file or certificate the whole reputation, else from `"zone"` on. */
  told: string;
  /** Of `told`, in UTF-8. */
  bytes: number;
}

interface Placed {
  readonly hot: HotAnswer;
  readonly name: string;
  readonly id: string;
}

/** What an answer in memory costs beside its texts, about. */
const OVERHEAD_BYTES = 800;

/** An answer that stands in no memory. */
export function passingAnswer(kept: KeptAnswer): HotAnswer {
  return { kept, stamp: null, told: '', bytes: 0 };
}

/**
 * The answers of all views that are given most, within a number of bytes; who came first leaves first. By the object's name, so that the
 * hot path makes no digest, and by what the store calls it.
 */
export class HotAnswers {
  private readonly byName = new Map<string, Placed>();
  private readonly byId = new Map<string, Placed>();
  private bytes = 0;

  constructor(private readonly limitBytes: number) {}

  get size(): number {
    return this.byName.size;
  }

  get(view: number, key: string): HotAnswer | undefined {
    return this.byName.get(`${String(view)} ${key}`)?.hot;
  }

  set(view: number, key: string, id: string, kept: KeptAnswer): HotAnswer {
    this.delete(view, id);
    const placed = { hot: passingAnswer(kept), name: `${String(view)} ${key}`, id: `${String(view)} ${id}` };
    this.byName.set(placed.name, placed);
    this.byId.set(placed.id, placed);
    this.bytes += costOf(kept);
    // A Map keeps its order: the first came first.
    for (const oldest of this.byName.values()) {
      if (this.bytes <= this.limitBytes) break;
      this.drop(oldest);
    }
    return placed.hot;
  }

  delete(view: number, id: string): void {
    const placed = this.byId.get(`${String(view)} ${id}`);
    if (placed !== undefined) this.drop(placed);
  }

  clear(): void {
    this.byName.clear();
    this.byId.clear();
    this.bytes = 0;
  }

  private drop({ hot, name, id }: Placed): void {
    this.bytes -= costOf(hot.kept);
    this.byName.delete(name);
    this.byId.delete(id);
  }
}

function costOf({ bytes }: KeptAnswer): number {
  return 2 * bytes + OVERHEAD_BYTES;
}
