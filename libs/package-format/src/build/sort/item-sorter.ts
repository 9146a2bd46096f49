import { copyBytes } from './copy-bytes';
import { Fault } from '@pksn/domain';
import type { ItemForm } from './item-form';
import { itemLength } from './item-form';
import { mergeRuns } from './run-merge';
import type { Run } from './run-window';
import type { MemoryUser, SortMemory } from './sort-memory';
import { INDEX_SPAN, sortedAddresses } from './sort-addresses';
import type { Spill, SpillFile } from './spill';

/** Half of what one run may hold, so that the batch between two looks at the memory always fits. */
const CROWDED_ITEMS = INDEX_SPAN / 2;
const BATCH_BYTES = 1 << 18;
/** A text of 64 KiB with its key. */
const LONGEST_ITEM_BYTES = (1 << 16) + 64;
/** Items that are read while others are added stay in memory only when they take up less than this part of it. */
const RESIDENT_SHARE = 8;

/**
 * Sorts items outside memory: `add` fills blocks, full memory becomes sorted runs in the spill, and `batches`
 * merges them. It may be read several times, and added to between two readings. Equal items are all kept.
 */
export class ItemSorter implements MemoryUser {
  private blocks: Buffer[] = [];
  private used = 0;
  private addresses = new Int32Array(1024);
  private held = 0;
  private file: SpillFile | null = null;
  private fileBytes = 0;
  private readonly runs: Run[] = [];
  private added = 0;
  private readers = 0;

  constructor(
    readonly form: ItemForm,
    private readonly spill: Spill,
    private readonly memory: SortMemory,
  ) {
    memory.join(this);
  }

  /** Bytes that `spillRun` would give back; none while they are being read. */
  get heldBytes(): number {
    return this.readers > 0 ? 0 : this.blocks.length * this.memory.blockBytes;
  }

  /** Items added so far. */
  get count(): number {
    return this.added;
  }

  get crowded(): boolean {
    return this.readers === 0 && this.held >= CROWDED_ITEMS;
  }

  /** Copies one whole item, which stands at the start of `item` and is `length` bytes long. */
  add(item: Buffer, length = item.length): void {
    if (this.held === INDEX_SPAN) throw new Fault('INTERNAL', 'a sorter was not relieved between two batches');
    let block = this.blocks[this.blocks.length - 1];
    if (block === undefined || this.used + length > block.length) {
      block = this.memory.take(length);
      this.blocks.push(block);
      this.used = 0;
    }
    copyBytes(item, 0, block, this.used, length);
    if (this.held === this.addresses.length) this.addresses = grown(this.addresses);
    this.addresses[this.held++] = ((this.blocks.length - 1) << this.memory.blockShift) + this.used;
    this.used += length;
    this.added++;
  }

  async spillRun(): Promise<void> {
    if (this.held === 0) return;
    this.file ??= await this.spill.open();
    const start = this.fileBytes;
    for (const batch of this.heldBatches()) {
      await this.file.append(batch);
      this.fileBytes += batch.length;
    }
    this.runs.push({ file: this.file, start, end: this.fileBytes });
    this.release();
  }

  /** All items in order, in buffers of whole items that are valid until the next one is asked for. */
  async *batches(): AsyncGenerator<Buffer> {
    if (this.runs.length === 0 && this.heldBytes <= this.memory.limitBytes / RESIDENT_SHARE) {
      yield* this.residentBatches();
      return;
    }
    await this.spillRun();
    yield* mergeRuns(this.form, [...this.runs], Math.floor(this.memory.limitBytes / 4));
  }

  async discard(): Promise<void> {
    this.release();
    this.runs.length = 0;
    await this.file?.discard();
    this.file = null;
  }

  private release(): void {
    this.memory.giveBack(this.blocks);
    this.blocks = [];
    this.used = 0;
    this.held = 0;
  }

  private *residentBatches(): Generator<Buffer> {
    this.readers++;
    try {
      yield* this.heldBatches();
    } finally {
      this.readers--;
    }
  }

  private *heldBatches(): Generator<Buffer> {
    const { form, blocks } = this;
    const { blockShift } = this.memory;
    const mask = (1 << blockShift) - 1;
    const out = Buffer.allocUnsafeSlow(Math.max(BATCH_BYTES, LONGEST_ITEM_BYTES));
    const sorted = sortedAddresses(form, blocks, blockShift, this.addresses.subarray(0, this.held));
    let filled = 0;
    for (let i = 0; i < sorted.length; i++) {
      const address = sorted[i] as number;
      const block = blocks[address >> blockShift] as Buffer;
      const offset = address & mask;
      const length = itemLength(form, block, offset);
      if (filled + length > out.length) {
        yield out.subarray(0, filled);
        filled = 0;
      }
      copyBytes(block, offset, out, filled, length);
      filled += length;
    }
    if (filled > 0) yield out.subarray(0, filled);
  }
}

function grown(old: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(old.length * 2);
  larger.set(old);
  return larger;
}
