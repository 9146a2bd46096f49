import type { ItemForm } from './item-form';
import { compareAt } from './item-form';
import type { RunWindow } from './run-window';

/** A binary heap with the smallest next item on top; of equal items the earlier run's comes first. */
export class RunHeap {
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
