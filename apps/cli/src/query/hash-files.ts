import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';

export interface HashedFile {
  readonly path: string;
  /** SHA-256 in hexadecimal; null when the file could not be read. */
  readonly sha256: string | null;
  readonly error: string | null;
}

/**
 * Hashes files; folders only with `recursive`. Links are not followed and devices not read, so that a walk ends.
 * What cannot be read is reported in its place and does not stop the walk.
 */
export async function* hashFiles(paths: readonly string[], recursive: boolean): AsyncGenerator<HashedFile> {
  for (const path of paths) yield* hashPath(path, recursive, true);
}

async function* hashPath(path: string, recursive: boolean, named: boolean): AsyncGenerator<HashedFile> {
  try {
    const facts = await lstat(path);
    if (facts.isFile()) {
      yield { path, sha256: await sha256Of(path), error: null };
      return;
    }
    if (facts.isDirectory() && recursive) {
      for await (const entry of await opendir(path)) yield* hashPath(join(path, entry.name), recursive, false);
    } else if (named) {
      yield { path, sha256: null, error: facts.isDirectory() ? 'is a folder; pass -r' : 'is not a regular file' };
    }
  } catch (error) {
    yield { path, sha256: null, error: (error as NodeJS.ErrnoException).code ?? 'cannot be read' };
  }
}

async function sha256Of(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>)
    digest.update(piece);
  return digest.digest('hex');
}
