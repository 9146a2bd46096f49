import { isRemoval, sectionLayout } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import { LEAF_DIGEST_BYTES, leafDigest, leafOf, LEAVES } from '@pksn/package-format';
import type { StateBase } from '@pksn/package-format';

/** The content of a snapshot as a map per section: slow, plain, and written apart from the code that it checks. */
export class MemorySnapshot implements StateBase {
  private readonly sections = new Map<SectionName, Map<string, Buffer>>();
  private readonly names = new Set<string>();

  hasName = (key: Buffer): boolean => this.names.has(key.toString('hex'));

  apply(name: SectionName, records: readonly Buffer[]): void {
    const layout = sectionLayout(name);
    const content = this.sections.get(name) ?? new Map<string, Buffer>();
    this.sections.set(name, content);
    for (const record of records) {
      const key = record.toString('hex', 0, layout.keyBytes);
      if (name === 'names') this.names.add(key);
      else if (isRemoval(layout, record)) content.delete(key);
      else content.set(key, record);
    }
  }

  leaves(section: SectionName): Buffer | null {
    if (this.count(section) === 0) return null;
    const digests = Buffer.alloc(LEAVES * LEAF_DIGEST_BYTES);
    const touched = new Set(this.sorted(section).map((record) => leafOf(record)));
    for (const leaf of touched) digests.set(leafDigest(this.records(section, leaf)), leaf * LEAF_DIGEST_BYTES);
    return digests;
  }

  records(section: SectionName, leaf: number): Buffer {
    return Buffer.concat(this.sorted(section).filter((record) => leafOf(record) === leaf));
  }

  count(section: SectionName): number {
    return this.sections.get(section)?.size ?? 0;
  }

  private sorted(section: SectionName): Buffer[] {
    return [...(this.sections.get(section)?.values() ?? [])].sort((a, b) => a.compare(b));
  }
}
