import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
import { fileStart } from '@pksn/runtime';

/** Running digests of open uploads, so that a file is read again only after a restart of the process. */
export class UploadDigests {
  private readonly running = new Map<string, { hash: Hash; bytes: number }>();

  /** The digest over the first `bytes` of the file, ready to go on. */
  async over(id: string, path: string, bytes: number): Promise<Hash> {
    const known = this.running.get(id);
    this.running.delete(id);
    if (known?.bytes === bytes) return known.hash;
    const hash = createHash('sha256');
    if (bytes > 0) for await (const piece of fileStart(path, bytes)) hash.update(piece);
    return hash;
  }

  keep(id: string, hash: Hash, bytes: number): void {
    this.running.set(id, { hash, bytes });
  }

  forget(id: string): void {
    this.running.delete(id);
  }
}
