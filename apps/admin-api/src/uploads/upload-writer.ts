import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import { GrowingFile } from '@pksn/runtime';
import type { DiskRoom } from '@pksn/runtime';
import { idleLimited } from '@pksn/runtime';
import { ROOM_STEP_BYTES } from '../packages/package-spool';
import { UploadDigests } from './upload-digests';
import type { OpenUpload, UploadShelf } from './upload-shelf';

const SYNC_EVERY_BYTES = 64 * 1024 * 1024;

/** Writes what comes of an upload to its file. What `append` has returned or thrown for is durable. */
export class UploadWriter {
  private readonly digests = new UploadDigests();

  constructor(
    private readonly shelf: Pick<UploadShelf, 'partPath' | 'dataPath'>,
    private readonly room: Pick<DiskRoom, 'claim' | 'release'>,
    private readonly silenceMs: number,
  ) {}

  /** The SHA-256 of the whole file in hexadecimal when it is complete, else null. */
  async append({ ticket, offset }: OpenUpload, body: Readable): Promise<string | null> {
    const { id, sizeBytes } = ticket;
    // A process may have died after the last byte: nothing is left to be written then.
    if (offset === sizeBytes) return this.wholeDigest(id, sizeBytes);
    const hash = await this.digests.over(id, this.shelf.partPath(id), offset);
    const file = await GrowingFile.open(this.shelf.partPath(id));
    try {
      await this.copy(body, file, hash, sizeBytes);
    } finally {
      this.room.release(body);
      await file.sync().finally(() => file.close());
      if (file.sizeBytes < sizeBytes) this.digests.keep(id, hash, file.sizeBytes);
    }
    return file.sizeBytes === sizeBytes ? hash.digest('hex') : null;
  }

  forget(id: string): void {
    this.digests.forget(id);
  }

  private async wholeDigest(id: string, sizeBytes: number): Promise<string> {
    return (await this.digests.over(id, await this.shelf.dataPath(id), sizeBytes)).digest('hex');
  }

  private async copy(body: Readable, file: GrowingFile, hash: Hash, sizeBytes: number): Promise<void> {
    let syncedAt = file.sizeBytes;
    let claimedAt = file.sizeBytes;
    await this.room.claim(body, sizeBytes - claimedAt);
    for await (const piece of idleLimited(body, this.silenceMs)) {
      if (file.sizeBytes + piece.length > sizeBytes)
        throw new Fault('UPLOAD_TOO_LARGE', `the file was announced with ${String(sizeBytes)} bytes`);
      if (file.sizeBytes - syncedAt >= SYNC_EVERY_BYTES) {
        await file.sync();
        syncedAt = file.sizeBytes;
      }
      if (file.sizeBytes - claimedAt >= ROOM_STEP_BYTES) {
        claimedAt = file.sizeBytes;
        await this.room.claim(body, sizeBytes - claimedAt);
      }
      await file.write(piece);
      hash.update(piece);
    }
  }
}
