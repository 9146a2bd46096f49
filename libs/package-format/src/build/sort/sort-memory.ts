/** A sorter whose items can be moved out of memory. */
export interface MemoryUser {
  readonly heldBytes: number;
  /** True when it holds as many items as one run may have, however small they are. */
  readonly crowded: boolean;
  /** Writes what it holds as one sorted run and gives the memory back. */
  spillRun(): Promise<void>;
}

const LARGEST_BLOCK_SHIFT = 20;
const SMALLEST_BLOCK_SHIFT = 9;
const BLOCKS_PER_LIMIT = 32;
/** Addresses of items are whole numbers of 31 bits. */
export const MEMORY_LIMIT_BYTES = 2 ** 30;

/**
 * The memory that all sorters of one build share, in blocks of equal size. Input comes in batches: between two of
 * them `relieve` moves the largest holders to disk until half of the limit is free again.
 */
export class SortMemory {
  /** Blocks have 2 to the power of this many bytes. */
  readonly blockShift: number;
  private readonly free: Buffer[] = [];
  private readonly users: MemoryUser[] = [];
  private usedBytes = 0;

  constructor(readonly limitBytes: number) {
    if (limitBytes > MEMORY_LIMIT_BYTES) throw new RangeError('more memory than items can be addressed in');
    const share = Math.floor(Math.log2(limitBytes / BLOCKS_PER_LIMIT));
    this.blockShift = Math.max(SMALLEST_BLOCK_SHIFT, Math.min(LARGEST_BLOCK_SHIFT, share));
  }

  get blockBytes(): number {
    return 2 ** this.blockShift;
  }

  join(user: MemoryUser): void {
    this.users.push(user);
  }

  take(atLeastBytes: number): Buffer {
    const block = this.free.pop();
    const fitting = block !== undefined && block.length >= atLeastBytes ? block : null;
    const taken = fitting ?? Buffer.allocUnsafeSlow(Math.max(this.blockBytes, atLeastBytes));
    this.usedBytes += taken.length;
    return taken;
  }

  giveBack(blocks: readonly Buffer[]): void {
    for (const block of blocks) {
      this.usedBytes -= block.length;
      if (block.length === this.blockBytes) this.free.push(block);
    }
  }

  async relieve(): Promise<void> {
    for (const user of this.users) if (user.crowded) await user.spillRun();
    if (this.usedBytes <= this.limitBytes) return;
    while (this.usedBytes > this.limitBytes / 2) {
      const largest = this.users.reduce((a, b) => (b.heldBytes > a.heldBytes ? b : a));
      if (largest.heldBytes === 0) return;
      await largest.spillRun();
    }
  }
}
