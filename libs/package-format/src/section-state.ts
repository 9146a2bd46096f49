import type { SectionLayout } from '@pksn/domain';
import { LeafHasher } from './leaf-hasher';
import { LEAF_DIGEST_BYTES, leafDigest, leafOf, LEAVES } from './state-hash';

/** One section of the snapshot below. */
export interface SectionBase {
  /** 65,536 digests, or null when the section is empty. */
  readonly leaves: Buffer | null;
  readonly count: number;
  records(leaf: number): Buffer;
}

const NOTHING = Buffer.alloc(0);

/** The leaf digests of one section after a package; only the leaves that the package touches are hashed. */
export class SectionState {
  readonly leaves: Buffer;
  count: number;
  private leaf = -1;
  private open: LeafHasher | null = null;
  private openBelow = 0;

  constructor(
    private readonly layout: SectionLayout,
    private readonly base: SectionBase | null,
  ) {
    this.leaves = base?.leaves == null ? Buffer.alloc(LEAVES * LEAF_DIGEST_BYTES) : Buffer.from(base.leaves);
    this.count = base?.count ?? 0;
  }

  /** Whole records above all earlier ones. */
  add(bytes: Buffer): void {
    const { recordBytes } = this.layout;
    for (let at = 0; at < bytes.length;) {
      const leaf = leafOf(bytes, at);
      const end = this.endOfLeaf(bytes, at, leaf);
      if (leaf !== this.leaf) this.close();
      const closed = end < bytes.length;
      if (closed && this.open === null && this.base === null) {
        // A whole leaf of a full package in one piece: no state to keep.
        this.leaves.set(leafDigest(bytes.subarray(at, end)), leaf * LEAF_DIGEST_BYTES);
        this.count += (end - at) / recordBytes;
      } else {
        this.openLeaf(leaf).add(bytes.subarray(at, end));
      }
      at = end;
    }
  }

  close(): void {
    if (this.open === null) return;
    this.leaves.set(this.open.finish(), this.leaf * LEAF_DIGEST_BYTES);
    this.count += this.open.records - this.openBelow;
    this.open = null;
  }

  private openLeaf(leaf: number): LeafHasher {
    if (this.open !== null) return this.open;
    const below = this.base?.records(leaf) ?? NOTHING;
    this.leaf = leaf;
    this.openBelow = below.length / this.layout.recordBytes;
    this.open = new LeafHasher(this.layout, below);
    return this.open;
  }

  /** The records ascend, so the end of a leaf is found by doubling steps and then halving. */
  private endOfLeaf(bytes: Buffer, at: number, leaf: number): number {
    const { recordBytes } = this.layout;
    const total = (bytes.length - at) / recordBytes;
    let inside = 0;
    let outside = 1;
    while (outside < total && leafOf(bytes, at + outside * recordBytes) === leaf) {
      inside = outside;
      outside *= 2;
    }
    outside = Math.min(outside, total);
    while (outside - inside > 1) {
      const middle = (inside + outside) >>> 1;
      if (leafOf(bytes, at + middle * recordBytes) === leaf) inside = middle;
      else outside = middle;
    }
    return at + outside * recordBytes;
  }
}
