import type { SectionLayout } from '@pksn/domain';
import type { Envelope, SigningKey } from '@pksn/signing';
import type { Codec, Coverage, Manifest, PackageKind, RequestPolicy, SnapshotState, Statement } from './manifest';
import type { ByteSink, ChunkSpill } from './ports';

export interface PackageWriterOptions {
  readonly feed: string;
  readonly kind: PackageKind;
  readonly version: number;
  readonly created: string;
  readonly freshUntil: string;
  readonly base: Manifest['base'];
  readonly codec: Codec;
  readonly coverage: Coverage;
  readonly spill: ChunkSpill;
  readonly minReader?: number;
  /** 1 to 9; default 6. */
  readonly gzipLevel?: number;
  readonly policy?: readonly RequestPolicy[];
  readonly statements?: readonly Statement[];
}

export interface PackageEnding {
  readonly result: SnapshotState;
  readonly signers: readonly SigningKey[];
  readonly sink: ByteSink;
  readonly rootUpdates?: readonly Envelope[];
  readonly licensing?: readonly Envelope[];
}

export interface WrittenPackage {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest's payload, in hexadecimal. */
  readonly manifestDigest: string;
  readonly sizeBytes: number;
}

/** Writes one package: sections in their order, whole records in ascending order, then `finish`. */
export class PackageWriter {
  constructor(readonly options: PackageWriterOptions) {}

  append(_section: SectionLayout, _bytes: Uint8Array): Promise<void> {
    return Promise.reject(new Error('being written'));
  }

  finish(_ending: PackageEnding): Promise<WrittenPackage> {
    return Promise.reject(new Error('being written'));
  }
}
