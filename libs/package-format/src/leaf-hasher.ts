import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { isRemoval } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { leafDigest } from './state-hash';

/**
 * The digest of one leaf after a package: the records below, in ascending order, overlaid by the package's puts and
 * removals, which arrive ascending and in pieces. Holds the records below, and nothing of the package.
 */
export class LeafHasher {
  private hash: Hash | null = null;
  private belowAt = 0;
  /** Records of the leaf after the package. */
  records = 0;

  constructor(
    private readonly layout: SectionLayout,
    private readonly below: Buffer,
  ) {}

  add(bytes: Buffer): void {
    if (this.below.length === 0 && !this.holdsRemoval(bytes)) this.put(bytes);
    else this.overlay(bytes);
  }

  finish(): Buffer {
    if (this.belowAt < this.below.length) this.put(this.below.subarray(this.belowAt));
    return this.hash === null ? leafDigest(Buffer.alloc(0)) : this.hash.digest();
  }

  private overlay(bytes: Buffer): void {
    const { keyBytes, recordBytes } = this.layout;
    for (let at = 0; at < bytes.length; at += recordBytes) {
      const from = this.belowAt;
      let order = -1;
      while (this.belowAt < this.below.length) {
        order = this.below.compare(bytes, at, at + keyBytes, this.belowAt, this.belowAt + keyBytes);
        if (order >= 0) break;
        this.belowAt += recordBytes;
      }
      if (this.belowAt > from) this.put(this.below.subarray(from, this.belowAt));
      if (order === 0 && this.belowAt < this.below.length) this.belowAt += recordBytes;
      if (!isRemoval(this.layout, bytes, at)) this.put(bytes.subarray(at, at + recordBytes));
    }
  }

  private put(bytes: Buffer): void {
    this.hash ??= createHash('sha256');
    this.hash.update(bytes);
    this.records += bytes.length / this.layout.recordBytes;
  }

  private holdsRemoval(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; at += this.layout.recordBytes) {
      if (isRemoval(this.layout, bytes, at)) return true;
    }
    return false;
  }
}
