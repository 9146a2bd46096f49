import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import { openRun, readLeafDigests } from './open-run';
import { runSegmentFiles } from './read-through';
import { leafFileName, segmentFileName } from './run-files';
import { RUN_MANIFEST, readRunManifest } from './run-manifest';
import type { RunManifest } from './run-manifest';
import { verifySegment } from './verify-segment';

/** 65,536 digests of 32 bytes: what a section's leaf file holds. */
export const LEAF_FILE_BYTES = 65_536 * 32;

/**
 * What is wrong with the files of a published run, in words, or null: every file must be there and of its size, and
 * run.json, when `manifestDigest` is known (SHA-256, hex), the one that was written. Reads no segment.
 */
export async function runFlaw(dir: string, manifestDigest: string | null): Promise<string | null> {
  return inWords(async () => {
    const manifest = readRunManifest(dir);
    if (manifestDigest !== null && (await runManifestDigest(dir)) !== manifestDigest)
      return `${RUN_MANIFEST} was altered`;
    for (const { name, sizeBytes } of filesOf(manifest)) {
      const found = await sizeOf(join(dir, name));
      if (found === null) return `${name} is lost`;
      if (found !== sizeBytes) return `${name} has ${String(found)} of ${String(sizeBytes)} bytes`;
    }
    return null;
  });
}

/** The same, and every file is read to its end and compared with its digest; `rested` is awaited after each piece. */
export async function deepRunFlaw(
  dir: string,
  manifestDigest: string | null,
  rested?: (bytes: number) => Promise<void>,
): Promise<string | null> {
  const flaw = await runFlaw(dir, manifestDigest);
  if (flaw !== null) return flaw;
  return inWords(async () => {
    const run = openRun(dir, 'all', 'file');
    run.close();
    for (const { section } of run.manifest.leaves) readLeafDigests(dir, section);
    for (const { path, digest } of runSegmentFiles(run)) {
      if ((await verifySegment(path, rested)) !== digest)
        return `${path.slice(dir.length + 1)} is not what was written`;
    }
    return null;
  });
}

/** SHA-256 of run.json in hex: it names the digests of all other files. */
export async function runManifestDigest(dir: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(join(dir, RUN_MANIFEST)))
    .digest('hex');
}

function filesOf({ sections, leaves }: RunManifest): { name: string; sizeBytes: number }[] {
  return [
    ...sections.map(({ section, sizeBytes }) => ({ name: segmentFileName(section), sizeBytes })),
    ...leaves.map(({ section }) => ({ name: leafFileName(section), sizeBytes: LEAF_FILE_BYTES })),
  ];
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function inWords(look: () => Promise<string | null>): Promise<string | null> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Fault && error.code === 'SEGMENT_CORRUPT') return error.detail;
    throw error;
  }
}
