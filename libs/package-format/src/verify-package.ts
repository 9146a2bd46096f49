import type { ChunkOptions } from './chunk-reader';
import { readChunks } from './chunk-reader';
import { totalRawBytes, totalStoredBytes } from './declared-limits';
import { readPackageHead } from './package-head';
import type { ByteSource } from './ports';
import type { StateBase } from './state-builder';
import { checkState, StateBuilder } from './state-builder';
import { verifyPackageHead } from './verify-head';
import type { HeadRequirement, VerifiedHead } from './verify-head';

export interface PackageRequirement extends HeadRequirement {
  /** Deltas only: the snapshot below. Without it the content after a delta stays unchecked. */
  readonly base?: StateBase & Required<ChunkOptions>;
}

export interface PackageReport extends VerifiedHead {
  /** Bytes of the whole file, of its chunks as stored, and of its chunks before compression. */
  readonly fileBytes: number;
  readonly storedBytes: number;
  readonly rawBytes: number;
  /** False for a delta without its base: everything but counts and stateHash after it was checked. */
  readonly stateChecked: boolean;
}

/** Runs every check of the format over a whole package. Throws the Fault of the first that fails. */
export async function verifyPackage(source: ByteSource, requirement: PackageRequirement): Promise<PackageReport> {
  const head = await readPackageHead(source);
  const verified = verifyPackageHead(head, requirement);
  const { manifest } = verified;
  const base = manifest.kind === 'delta' ? (requirement.base ?? null) : null;
  const stateChecked = manifest.kind === 'full' || base !== null;
  const state = new StateBuilder(base);
  // Names of a base that is not here are taken as known.
  const hasName = base?.hasName ?? (() => true);
  for await (const chunk of readChunks(source, manifest, { hasName })) {
    if (stateChecked) state.add(chunk.section, chunk.bytes);
  }
  if (stateChecked) checkState(manifest, state.finish());
  const storedBytes = totalStoredBytes(manifest);
  const sizes = { fileBytes: head.headBytes + storedBytes, storedBytes, rawBytes: totalRawBytes(manifest) };
  return { ...verified, ...sizes, stateChecked };
}
