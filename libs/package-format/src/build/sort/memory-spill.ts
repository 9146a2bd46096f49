import type { Spill, SpillFile } from './spill';

/** A spill that stays in memory: for tests, and for inputs that are known to be small. */
export class MemorySpill implements Spill {
  /** Files that were opened and not discarded yet. */
  openFiles = 0;

  open(): Promise<SpillFile> {
    this.openFiles++;
    const parts: Buffer[] = [];
    return Promise.resolve({
      append: (bytes: Buffer) => {
        parts.push(Buffer.from(bytes));
        return Promise.resolve();
      },
      read: (target: Buffer, position: number) => Promise.resolve(copyFrom(parts, target, position)),
      discard: () => {
        this.openFiles--;
        parts.length = 0;
        return Promise.resolve();
      },
    });
  }
}

function copyFrom(parts: readonly Buffer[], target: Buffer, position: number): number {
  let skip = position;
  let filled = 0;
  for (const part of parts) {
    if (filled === target.length) break;
    if (skip < part.length) filled += part.copy(target, filled, skip);
    skip = Math.max(0, skip - part.length);
  }
  return filled;
}
