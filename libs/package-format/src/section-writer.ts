import { createHash } from 'node:crypto';
import type { SectionLayout } from '@pksn/domain';
import { AliasCheck } from './alias-check';
import { encodeChunk } from './chunk-codec';
import type { Codec, ManifestChunk, ManifestSection } from './manifest';
import { NameLookup } from './name-lookup';
import type { ByteSink } from './ports';
import { prefixLengthAt } from './prefix-lengths';
import { RecordCheck } from './record-check';
import { RecordSplitter } from './record-splitter';
import { TextCheck } from './text-check';

export interface SectionWriterOptions {
  readonly layout: SectionLayout;
  readonly codec: Codec;
  readonly gzipLevel: number;
  readonly removalsAllowed: boolean;
  readonly spill: ByteSink;
}

/** Writes the chunks of one section, held to the rules of a reader but for those that need the whole package. */
export class SectionWriter {
  readonly chunks: ManifestChunk[] = [];
  private readonly splitter: RecordSplitter;
  private readonly check: (bytes: Buffer) => number;
  private readonly prefixLengths = new Set<number>();
  private records = 0;
  private tail: Promise<void> = Promise.resolve();

  constructor(private readonly options: SectionWriterOptions) {
    this.splitter = new RecordSplitter(options.layout);
    this.check = checkOf(options.layout, options.removalsAllowed);
  }

  async append(bytes: Buffer): Promise<void> {
    for (const chunk of this.splitter.add(bytes)) await this.write(chunk);
  }

  async finish(): Promise<ManifestSection | null> {
    const last = this.splitter.end();
    if (last !== null) await this.write(last);
    await this.tail;
    const { name, siblings, keyBytes, recordBytes } = this.options.layout;
    if (this.records === 0) return null;
    const lengths = [...this.prefixLengths].sort((a, b) => a - b);
    return {
      section: name,
      siblings: siblings.map((slot) => slot.kind),
      keyBytes,
      recordBytes,
      records: this.records,
      ...(name === 'ip4' || name === 'ip6' ? { prefixLengths: lengths } : {}),
    };
  }

  /** Compresses this chunk while the one before it is still on its way, and keeps their order. */
  private async write(raw: Buffer): Promise<void> {
    this.records += this.check(raw);
    this.collectPrefixLengths(raw);
    const { codec, gzipLevel } = this.options;
    const before = this.tail;
    const encoding = encodeChunk(raw, codec, gzipLevel);
    this.tail = Promise.all([encoding, before]).then(([stored]) => this.store(raw, stored));
    this.tail.catch(() => undefined);
    await before;
  }

  private async store(raw: Buffer, stored: Buffer): Promise<void> {
    const { layout, spill } = this.options;
    this.chunks.push({
      section: layout.name,
      size: stored.length,
      rawSize: raw.length,
      sha256: createHash('sha256').update(stored).digest('hex'),
      firstKey: raw.toString('hex', 0, layout.keyBytes),
    });
    await spill.write(stored);
  }

  private collectPrefixLengths(raw: Buffer): void {
    const { layout } = this.options;
    if (layout.name !== 'ip4' && layout.name !== 'ip6') return;
    for (let at = prefixLengthAt(layout); at < raw.length; at += layout.recordBytes)
      this.prefixLengths.add(raw[at] ?? 0);
  }
}

/** Names in use are not looked up here: only a reader knows what a delta's base holds. */
function checkOf(layout: SectionLayout, removalsAllowed: boolean): (bytes: Buffer) => number {
  if (layout.form === 'alias') return bound(new AliasCheck(layout, removalsAllowed));
  if (layout.form === 'text') return bound(new TextCheck(layout, 0, null));
  return bound(new RecordCheck(layout, removalsAllowed, new NameLookup(null, () => true), null));
}

function bound(check: { chunk(bytes: Buffer): number }): (bytes: Buffer) => number {
  return (bytes) => check.chunk(bytes);
}
