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
/** Objects that were asked for once lately are known by name, so many. */
const MOST_ONCE = 4_096;

/** An answer that stands in no memory. */
export function passingAnswer(kept: KeptAnswer): HotAnswer {
  return { kept, stamp: null, told: '', bytes: 0 };
}

/**
 * The answers of all views that are given most, within a number of bytes; who came first leaves first, and where there is no room only for
 * one that is asked for again. By the object's name, so that the hot path makes no digest, and by what the store calls it.
 */
export class HotAnswers {
  private readonly byName = new Map<string, Placed>();
  private readonly byId = new Map<string, Placed>();
  private readonly once = new Set<string>();
  private bytes = 0;

  constructor(private readonly limitBytes: number) {}

  get size(): number {
    return this.byName.size;
  }

  get(view: number, key: string): HotAnswer | undefined {
    return this.byName.get(`${String(view)} ${key}`)?.hot;
  }

  /** Takes the place of the object's answer before, finds one, or has none yet: then what is returned stands in no memory. */
  set(view: number, key: string, id: string, kept: KeptAnswer): HotAnswer {
    const isNew = !this.delete(view, id);
    const isFull = this.bytes + costOf(kept) > this.limitBytes;
    if (isNew && isFull && !this.isAskedAgain(id)) return passingAnswer(kept);
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

  /** Whether there was one. */
  delete(view: number, id: string): boolean {
    const placed = this.byId.get(`${String(view)} ${id}`);
    if (placed !== undefined) this.drop(placed);
    return placed !== undefined;
  }

  clear(): void {
    this.byName.clear();
    this.byId.clear();
    this.bytes = 0;
  }

  private isAskedAgain(id: string): boolean {
    if (this.once.delete(id)) return true;
    if (this.once.size >= MOST_ONCE) this.once.clear();
    this.once.add(id);
    return false;
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
