import { copyBytes } from './copy-bytes';
import { Fault } from '@pksn/domain';
import type { ItemForm } from './item-form';
import { compareAt, itemLength } from './item-form';
import type { SpillFile } from './spill';

/** A sorted stretch of a spill file. */
export interface Run {
  readonly file: SpillFile;
  readonly start: number;
  readonly end: number;
}

const LARGEST_WINDOW_BYTES = 1 << 19;
/** Holds the longest item: a text of 64 KiB with its key. */
const SMALLEST_WINDOW_BYTES = (1 << 16) + 64;
const BATCH_BYTES = 1 << 18;

/** Merges any number of runs. Yields buffers of whole items, each valid until the next is asked for. */
export async function* mergeRuns(form: ItemForm, runs: readonly Run[], memoryBytes: number): AsyncGenerator<Buffer> {
  const share = Math.floor(memoryBytes / runs.length);
  const smallest = form.itemBytes === 0 ? SMALLEST_WINDOW_BYTES : form.itemBytes;
  const windowBytes = Math.max(smallest, Math.min(LARGEST_WINDOW_BYTES, share));
  const heap = new RunHeap(form);
  for (const run of runs) {
    const window = new RunWindow(form, run, windowBytes);
    if (await window.refill()) heap.push(window);
  }
  const out = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, windowBytes));
  let filled = 0;
  for (let top = heap.top; top !== undefined; top = heap.top) {
    if (filled + top.length > out.length) {
      yield out.subarray(0, filled);
      filled = 0;
    }
    copyBytes(top.bytes, top.at, out, filled, top.length);
    filled += top.length;
    if (top.step() || (await top.refill())) heap.sink();
    else heap.pop();
  }
  if (filled > 0) yield out.subarray(0, filled);
}

/** The part of a run that is in memory, and the item in it that comes next. */
class RunWindow {
  readonly bytes: Buffer;
  at = 0;
  length = 0;
  /** The first 48 bits of the item, so that most comparisons are of two numbers. */
  rank = 0;
  private filled = 0;
  private position: number;

  constructor(
    private readonly form: ItemForm,
    private readonly run: Run,
    windowBytes: number,
  ) {
    this.bytes = Buffer.allocUnsafeSlow(windowBytes);
    this.position = run.start;
  }

  /** Goes to the next item; false when the window holds no further whole item. */
  step(): boolean {
    this.at += this.length;
    return this.look();
  }

  async refill(): Promise<boolean> {
    const rest = this.filled - this.at;
    this.bytes.copyWithin(0, this.at, this.filled);
    this.at = 0;
    this.filled = rest;
    const wanted = Math.min(this.bytes.length - rest, this.run.end - this.position);
    if (wanted > 0) {
      const got = await this.run.file.read(this.bytes.subarray(rest, rest + wanted), this.position);
      if (got !== wanted) throw new Fault('INTERNAL', 'a spill file is shorter than what was written to it');
      this.position += got;
      this.filled += got;
    }
    return this.look();
  }

  private look(): boolean {
    const rest = this.filled - this.at;
    if (rest < this.form.keyBytes + 2) {
      this.length = 0;
      return false;
    }
    const length = itemLength(this.form, this.bytes, this.at);
    this.length = length > rest ? 0 : length;
    if (this.length === 0) return false;
    this.rank = this.bytes.readUIntBE(this.at, 6);
    return true;
  }
}

/** A binary heap with the smallest next item on top; of equal items the earlier run's comes first. */
class RunHeap {
  private readonly windows: RunWindow[] = [];
  private readonly order = new Map<RunWindow, number>();

  constructor(private readonly form: ItemForm) {}

  get top(): RunWindow | undefined {
    return this.windows[0];
  }

  push(window: RunWindow): void {
    this.order.set(window, this.order.size);
    let child = this.windows.push(window) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!this.swapIfLess(child, parent)) return;
      child = parent;
    }
  }

  pop(): void {
    const last = this.windows.pop();
    if (last === undefined || this.windows.length === 0) return;
    this.windows[0] = last;
    this.sink();
  }

  /** Puts the top right after it moved on to its next item. */
  sink(): void {
    let parent = 0;
    for (;;) {
      const left = 2 * parent + 1;
      if (left >= this.windows.length) return;
      const right = left + 1;
      const child = right < this.windows.length && this.less(right, left) ? right : left;
      if (!this.swapIfLess(child, parent)) return;
      parent = child;
    }
  }

  private swapIfLess(a: number, b: number): boolean {
    if (!this.less(a, b)) return false;
    const held = this.windows[a] as RunWindow;
    this.windows[a] = this.windows[b] as RunWindow;
    this.windows[b] = held;
    return true;
  }

  private less(i: number, j: number): boolean {
    const a = this.windows[i] as RunWindow;
    const b = this.windows[j] as RunWindow;
    if (a.rank !== b.rank) return a.rank < b.rank;
    const order = compareAt(a.bytes, a.at, b.bytes, b.at, this.form.orderBytes);
    return order !== 0 ? order < 0 : (this.order.get(a) ?? 0) < (this.order.get(b) ?? 0);
  }
}
