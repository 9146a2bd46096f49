import { createHash } from 'node:crypto';
import { Fault, SECTION_NAMES } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { PAYLOAD_TYPES, signEnvelope } from '@pksn/signing';
import type { Envelope, SigningKey } from '@pksn/signing';
import { attachmentsOf, blockBytes } from './block';
import { LENGTH_BYTES, MAGIC } from './frame';
import { FORMAT_BOUNDS } from './limits';
import type { Manifest, ManifestChunk, ManifestSection, SnapshotState } from './manifest';
import { draftManifest } from './manifest-draft';
import type { ManifestFacts } from './manifest-draft';
import { manifestPayload, parseManifest } from './manifest-schema';
import type { ByteSink, ChunkSpill } from './ports';
import { SectionWriter } from './section-writer';

export interface PackageWriterOptions extends ManifestFacts {
  readonly spill: ChunkSpill;
  /** 1 to 9; default 6. */
  readonly gzipLevel?: number;
}

export interface PackageEnding {
  /** The content after this package, as `StateBuilder` computes it. */
  readonly result: SnapshotState;
  /** Keys of the package role. */
  readonly signers: readonly SigningKey[];
  readonly sink: ByteSink;
  /** Trust-root updates, consecutive and ascending. */
  readonly rootUpdates?: readonly Envelope[];
  /** License-status documents, signed by the license role. */
  readonly licensing?: readonly Envelope[];
}

export interface WrittenPackage {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's payload, in hexadecimal. */
  readonly manifestDigest: string;
  readonly sizeBytes: number;
}

const DEFAULT_GZIP_LEVEL = 6;

/**
 * Writes one package: `append` for the sections in their order, whole records ascending, then `finish`. The stored
 * chunks wait in the spill until the manifest, which goes before them, is signed. The same input makes the same
 * bytes. Throws the Fault that a reader would throw on a record or manifest that breaks the format.
 */
export class PackageWriter {
  private readonly sections: ManifestSection[] = [];
  private readonly chunks: ManifestChunk[] = [];
  private current: { readonly layout: SectionLayout; readonly writer: SectionWriter } | null = null;

  constructor(private readonly options: PackageWriterOptions) {}

  /** Resolves when more may be appended. Chunks are cut at 4 MiB whatever the size of the pieces. */
  async append(section: SectionLayout, bytes: Uint8Array): Promise<void> {
    if (this.current?.layout.name !== section.name) await this.turnTo(section);
    await this.current?.writer.append(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  }

  async finish(ending: PackageEnding): Promise<WrittenPackage> {
    await this.closeSection();
    const { result, sink, rootUpdates: trust = [], licensing = [] } = ending;
    const { sections, chunks } = this;
    const attachments = attachmentsOf({ trust, licensing });
    const manifest = draftManifest(this.options, { result, sections, chunks, attachments });
    const payload = manifestPayload(manifest);
    // The vendor's tool never signs what a reader would refuse.
    parseManifest(payload);
    const signed = signEnvelope(PAYLOAD_TYPES.packageManifest, payload, byKeyId(ending.signers));
    const block = blockBytes({ trust, manifest: signed, licensing });
    if (block.length > FORMAT_BOUNDS.blockBytes) {
      throw new Fault('PACKAGE_BLOCK_LENGTH', `the header would have ${block.length} bytes`);
    }
    const sizeBytes = await this.writeFile(sink, block);
    return { manifest, manifestDigest: createHash('sha256').update(payload).digest('hex'), sizeBytes };
  }

  private async turnTo(layout: SectionLayout): Promise<void> {
    const before = this.current?.layout.name ?? 'names';
    if (SECTION_NAMES.indexOf(before) > SECTION_NAMES.indexOf(layout.name)) {
      throw new RangeError(`${layout.name} comes before ${before}`);
    }
    await this.closeSection();
    const { codec, gzipLevel = DEFAULT_GZIP_LEVEL, kind, spill } = this.options;
    const removalsAllowed = kind === 'delta';
    this.current = { layout, writer: new SectionWriter({ layout, codec, gzipLevel, removalsAllowed, spill }) };
  }

  private async closeSection(): Promise<void> {
    if (this.current === null) return;
    const { writer } = this.current;
    const section = await writer.finish();
    if (section !== null) this.sections.push(section);
    for (const chunk of writer.chunks) this.chunks.push(chunk);
  }

  private async writeFile(sink: ByteSink, block: Buffer): Promise<number> {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32BE(block.length, 0);
    const head = Buffer.concat([MAGIC, length, block]);
    await sink.write(head);
    let sizeBytes = head.length;
    for await (const piece of this.options.spill.read()) {
      await sink.write(piece);
      sizeBytes += piece.length;
    }
    return sizeBytes;
  }
}

/** Readers demand ascending key ids, so that one set of signatures has one spelling. */
function byKeyId(signers: readonly SigningKey[]): SigningKey[] {
  return [...signers].sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
}
