const PARTS = 256;

/**
 * A Map by text in 256 parts. A single one of 100,000 entries stops its process for some 15 ms each time that it
 * doubles; a part of it does so for well under a tenth of a millisecond.
 */
export class PartedMap<T> {
  private readonly parts = Array.from({ length: PARTS }, () => new Map<string, T>());

  get size(): number {
    return this.parts.reduce((sum, part) => sum + part.size, 0);
  }

  get(key: string): T | undefined {
    return this.partOf(key).get(key);
  }

  set(key: string, value: T): void {
    this.partOf(key).set(key, value);
  }

  delete(key: string): void {
    this.partOf(key).delete(key);
  }

  /** By the last three characters, in which both hashes and counted-up names differ. */
  private partOf(key: string): Map<string, T> {
    const { length } = key;
    const mixed = key.charCodeAt(length - 1) + 7 * key.charCodeAt(length - 2) + 31 * key.charCodeAt(length - 3);
    return this.parts[mixed & (PARTS - 1)] as Map<string, T>;
  }
}
