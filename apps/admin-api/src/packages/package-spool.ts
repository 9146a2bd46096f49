import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '@pksn/domain';
import { DurableFile, idleLimited, makeDirectory } from '@pksn/runtime';
import type { DiskRoom } from '@pksn/runtime';

export interface SpoolLimits {
  readonly uploadBytes: number;
  readonly silenceMs: number;
}

export interface SpooledFile {
  readonly id: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const LINGER_MS = 5_000;
/** Room is claimed in such steps where nobody says how much comes, and looked at anew in them where somebody does. */
export const ROOM_STEP_BYTES = 8 * 1024 * 1024;

/** Takes uploads to disk as they come. A file appears under its id whole and durable, or not at all. */
export class UploadSpool {
  constructor(
    private readonly dir: string,
    private readonly room: Pick<DiskRoom, 'claim' | 'release'>,
    private readonly limits: SpoolLimits,
  ) {}

  /**
   * Faults: UPLOAD_TOO_LARGE, UPLOAD_INCOMPLETE (the connection broke, was silent for too long, or the size is not
   * the declared one), DISK_FULL. None leaves a trace.
   */
  async take(body: Readable, declaredBytes: number | null): Promise<SpooledFile> {
    try {
      return await this.spool(body, declaredBytes);
    } catch (error) {
      hangUpLater(body);
      throw error;
    } finally {
      this.room.release(body);
    }
  }

  private async spool(body: Readable, declaredBytes: number | null): Promise<SpooledFile> {
    await makeDirectory(this.dir);
    if ((declaredBytes ?? 0) > this.limits.uploadBytes) throw this.tooLarge();
    await this.claim(body, declaredBytes, 0);
    const id = randomUUID();
    const file = await DurableFile.create(join(this.dir, `${id}.rpk`));
    try {
      const sha256 = await this.copy(body, declaredBytes, file);
      if (file.sizeBytes === 0 || (declaredBytes !== null && file.sizeBytes !== declaredBytes)) {
        throw new Fault(
          'UPLOAD_INCOMPLETE',
          `${String(file.sizeBytes)} of ${String(declaredBytes ?? 'some')} bytes came`,
        );
      }
      await file.commit();
      return { id, sizeBytes: file.sizeBytes, sha256 };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  private async copy(body: Readable, declaredBytes: number | null, file: DurableFile): Promise<string> {
    const hash = createHash('sha256');
    let checkedAt = 0;
    for await (const piece of idleLimited(body, this.limits.silenceMs)) {
      if (file.sizeBytes + piece.length > this.limits.uploadBytes) throw this.tooLarge();
      if (file.sizeBytes + piece.length - checkedAt > ROOM_STEP_BYTES) {
        checkedAt = file.sizeBytes;
        await this.claim(body, declaredBytes, checkedAt);
      }
      hash.update(piece);
      await file.write(piece);
    }
    return hash.digest('hex');
  }

  private claim(body: Readable, declaredBytes: number | null, doneBytes: number): Promise<void> {
    return this.room.claim(body, declaredBytes === null ? ROOM_STEP_BYTES : Math.max(0, declaredBytes - doneBytes));
  }

  private tooLarge(): Fault {
    return new Fault('UPLOAD_TOO_LARGE', `packages may have at most ${String(this.limits.uploadBytes)} bytes`);
  }
}

/**
 * The answer to a refused upload goes out first. Whoever goes on sending, or holds the connection without a word,
 * loses it afterwards: nothing else would ever end it.
 */
function hangUpLater(body: Readable): void {
  if (body.readableEnded || body.destroyed) return;
  setTimeout(() => body.destroy(), LINGER_MS).unref();
}
