import type { Hash } from 'node:crypto';
import { createHash } from 'node:crypto';
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
    private readonly shelf: Pick<UploadShelf, 'partPath' | 'dataPath' | 'put'>,
    private readonly room: Pick<DiskRoom, 'claim' | 'release'>,
    private readonly silenceMs: number,
  ) {}

  /**
   * The SHA-256 of the whole file in hexadecimal when it is complete, else null. `checksum`: what comes must have this
   * SHA-256, or nothing of it stays. Faults: UPLOAD_CHECKSUM, UPLOAD_INCOMPLETE, UPLOAD_TOO_LARGE, DISK_FULL.
   */
  async append({ ticket, offset }: OpenUpload, body: Readable, checksum: Buffer | null): Promise<string | null> {
    const { id, sizeBytes } = ticket;
    // A process may have died after the last byte: nothing is left to be written then.
    if (offset === sizeBytes) return this.wholeDigest(id, sizeBytes);
    const isMarked = checksum !== null || ticket.soundBytes !== undefined;
    if (isMarked && ticket.soundBytes === undefined) await this.shelf.put({ ...ticket, soundBytes: offset });
    const before = await this.digests.over(id, this.shelf.partPath(id), offset);
    const hash = checksum === null ? before : before.copy();
    const file = await GrowingFile.open(this.shelf.partPath(id));
    let sound = offset;
    try {
      await file.cutTo(offset);
      const part = createHash('sha256');
      const hashes = checksum === null ? [hash] : [hash, part];
      try {
        await this.copy(body, file, hashes, sizeBytes);
      } finally {
        if (checksum === null) sound = file.sizeBytes;
      }
      if (checksum !== null) requirePart(part, checksum, offset);
      sound = file.sizeBytes;
    } finally {
      this.room.release(body);
      await file.sync().finally(() => file.close());
      if (isMarked && sound > offset) await this.shelf.put({ ...ticket, soundBytes: sound });
      // What does not count lies in the file until the next part takes its place.
      if (sound < sizeBytes) this.digests.keep(id, sound === offset ? before : hash, sound);
    }
    return sound === sizeBytes ? hash.digest('hex') : null;
  }

  forget(id: string): void {
    this.digests.forget(id);
  }

  private async wholeDigest(id: string, sizeBytes: number): Promise<string> {
    return (await this.digests.over(id, await this.shelf.dataPath(id), sizeBytes)).digest('hex');
  }

  private async copy(body: Readable, file: GrowingFile, hashes: readonly Hash[], sizeBytes: number): Promise<void> {
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
      for (const hash of hashes) hash.update(piece);
    }
  }
}

function requirePart(part: Hash, checksum: Buffer, offset: number): void {
  const found = part.digest();
  if (found.equals(checksum)) return;
  const digests = `${found.toString('hex')}, and ${checksum.toString('hex')} was announced`;
  throw new Fault('UPLOAD_CHECKSUM', `the part that came has the SHA-256 ${digests}`, { facts: { offset } });
}
