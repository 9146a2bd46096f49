const GROW_AT = 0.5;

/**
 * Counts by 8-byte name key, without an object for each mention. Names beyond `limit` are not counted, and `cut` says
 * so.
 */
export class NameCounts {
  cut = false;
  size = 0;
  private slots = 1 << 10;
  private high = new Uint32Array(this.slots);
  private low = new Uint32Array(this.slots);
  private counts = new Float64Array(this.slots);

  constructor(private readonly limit: number) {}

  /** The zero key, which names nothing, is left out. */
  add(bytes: Buffer, at: number, count: number): void {
    this.put(bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4), count);
  }

  addHex(key: string, count: number): void {
    this.put(Number.parseInt(key.slice(0, 8), 16), Number.parseInt(key.slice(8), 16), count);
  }

  /** Names with their counts, which may be 0, in no order. */
  *entries(): Generator<[key: string, count: number]> {
    for (let slot = 0; slot < this.slots; slot++) {
      if (this.isFree(slot)) continue;
      const words = [this.high[slot] as number, this.low[slot] as number];
      yield [words.map((word) => word.toString(16).padStart(8, '0')).join(''), this.counts[slot] as number];
    }
  }

  private put(high: number, low: number, count: number): void {
    if (high === 0 && low === 0) return;
    const slot = this.slotOf(high, low);
    if (this.isFree(slot)) {
      if (this.size === this.limit) {
        this.cut = true;
        return;
      }
      this.size += 1;
      this.high[slot] = high;
      this.low[slot] = low;
    }
    this.counts[slot] = (this.counts[slot] as number) + count;
    if (this.size > this.slots * GROW_AT) this.grow();
  }

  private isFree(slot: number): boolean {
    return this.high[slot] === 0 && this.low[slot] === 0;
  }

  private slotOf(high: number, low: number): number {
    let slot = (high ^ low) & (this.slots - 1);
    while (!this.isFree(slot) && (this.high[slot] !== high || this.low[slot] !== low))
      slot = (slot + 1) & (this.slots - 1);
    return slot;
  }

  private grow(): void {
    const { high, low, counts } = this;
    this.slots *= 2;
    this.high = new Uint32Array(this.slots);
    this.low = new Uint32Array(this.slots);
    this.counts = new Float64Array(this.slots);
    for (let old = 0; old < high.length; old++) {
      if (high[old] === 0 && low[old] === 0) continue;
      const slot = this.slotOf(high[old] as number, low[old] as number);
      this.high[slot] = high[old] as number;
      this.low[slot] = low[old] as number;
      this.counts[slot] = counts[old] as number;
    }
  }
}
