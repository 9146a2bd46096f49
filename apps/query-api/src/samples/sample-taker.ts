import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { SampleClaim } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { DiskRoom, DurableFile } from '@pksn/runtime';
import { idleLimited, monotonicMs } from '@pksn/runtime';
import type { SampleFolder } from '@pksn/samples';
import { sealed, sealedBytes } from '@pksn/samples';
import type { SampleIntake, SampleLimits, SampleSender } from '@pksn/store-postgres';
import type { WaitingDatabase } from '../waiting-database';
import { SealingRate } from './sealing-rate';

/** Asked in the transaction that enters a file: false, and nothing is entered. */
export type MayTake = Parameters<SampleIntake['finish']>[3];

export interface TakerPorts {
  readonly database: Pick<WaitingDatabase, 'use'>;
  readonly intake: SampleIntake;
  readonly folder: SampleFolder;
  readonly room: Pick<DiskRoom, 'claim' | 'release'>;
}

export interface TakerLimits extends SampleLimits {
  /** Largest file, or part of one, in bytes. */
  readonly fileBytes: number;
  /** An upload from which nothing comes for so long is given up. */
  readonly silenceMs: number;
  /** So long may any upload take, and for each 128 KiB a second more. */
  readonly patienceMs: number;
}

/** 128 KiB a second. The listener ends every request after 15 minutes. */
const LEAST_BYTES_PER_MS = 128;

interface Hashes {
  readonly sha256: Hash;
  readonly sha1: Hash;
  readonly md5: Hash;
}

/**
 * Takes a suspicious file: sealed piece by piece as it comes, entered when it is whole, verified and durable. What fails leaves
 * neither file nor row. A file that is known goes the same way to its end, so that neither answer nor time tells.
 */
export class SampleTaker {
  /** Since the start of the process. */
  receivedBytes = 0;
  private readonly rate = new SealingRate();

  constructor(
    private readonly ports: TakerPorts,
    private readonly limits: TakerLimits,
  ) {}

  /**
   * Faults: SAMPLE_TOO_LARGE, SAMPLE_MISMATCH, UPLOAD_INCOMPLETE, DISK_FULL, those of SampleIntake, and SERVICE_UNAVAILABLE while the
   * database is away.
   */
  async take(body: Readable, claim: SampleClaim, sender: SampleSender, mayTake?: MayTake): Promise<void> {
    const { fileBytes } = this.limits;
    if (claim.bytes > fileBytes)
      throw new Fault('SAMPLE_TOO_LARGE', `a file, or a part of one, may have ${String(fileBytes)} bytes`, {
        facts: { limitBytes: fileBytes },
      });
    const { database, intake, room } = this.ports;
    const storedBytes = sealedBytes(claim.bytes);
    await room.claim(body, storedBytes);
    try {
      const size = { bytes: claim.bytes, storedBytes };
      const { id, recipient } = await database.use(() => intake.begin(sender, size, this.limits));
      await this.keep(id, recipient, body, claim, sender, mayTake);
    } finally {
      room.release(body);
    }
    this.receivedBytes += claim.bytes;
  }

  private async keep(
    id: string,
    recipient: string,
    body: Readable,
    claim: SampleClaim,
    sender: SampleSender,
    mayTake: MayTake,
  ): Promise<void> {
    const { database, intake } = this.ports;
    const written = { maybe: false };
    try {
      const { hashes, storedBytes } = await this.write(id, recipient, body, claim);
      const { bytes, sha256, fileSha256, firstByte, totalBytes } = claim;
      const sample = {
        id,
        fileSha256: Buffer.from(fileSha256, 'hex'),
        hashes,
        firstByte,
        sizeBytes: bytes,
        totalBytes,
        sha256: Buffer.from(sha256, 'hex'),
        storedBytes,
      };
      const isKept = await database.use(() => intake.finish(sample, sender, () => (written.maybe = true), mayTake));
      // Nobody waits for it: the time of the answer, or a failure, would tell that the file is known.
      if (!isKept) void this.removeOrLeave(id);
    } catch (error) {
      // Whether a commit whose answer was lost is in force is known to the database alone: the worker looks.
      if (!written.maybe) await this.removeOrLeave(id);
      await database.use(() => intake.abandon(id)).catch(() => undefined);
      throw error;
    }
  }

  /** What cannot be removed now is removed by the worker: no row holds it. */
  private async removeOrLeave(id: string): Promise<void> {
    await this.ports.folder.remove(id).catch(() => undefined);
  }

  /** Durable when this returns, and gone when it throws. */
  private async write(
    id: string,
    recipient: string,
    body: Readable,
    claim: SampleClaim,
  ): Promise<{ hashes: { sha1: Buffer; md5: Buffer } | null; storedBytes: number }> {
    const hashes: Hashes = { sha256: createHash('sha256'), sha1: createHash('sha1'), md5: createHash('md5') };
    const file = await this.ports.folder.create(id);
    try {
      await this.copy(sealed(recipient, this.hashed(body, hashes, claim.bytes)), file);
      if (hashes.sha256.digest('hex') !== claim.sha256)
        throw new Fault('SAMPLE_MISMATCH', 'the SHA-256 of what came is not the one that was confirmed');
      await file.commit();
      const others = claim.isWhole ? { sha1: hashes.sha1.digest(), md5: hashes.md5.digest() } : null;
      return { hashes: others, storedBytes: file.sizeBytes };
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  private async copy(pieces: AsyncIterable<Uint8Array>, file: DurableFile): Promise<void> {
    for await (const piece of pieces) {
      await file.write(piece);
      await this.rate.spend(piece.length);
    }
  }

  private async *hashed(body: Readable, { sha256, sha1, md5 }: Hashes, bytes: number): AsyncGenerator<Buffer> {
    const until = monotonicMs() + this.limits.patienceMs + bytes / LEAST_BYTES_PER_MS;
    for await (const piece of idleLimited(body, this.limits.silenceMs)) {
      if (monotonicMs() > until) throw new Fault('UPLOAD_INCOMPLETE', 'the file came too slowly; send it in parts');
      for (const hash of [sha256, sha1, md5]) hash.update(piece);
      yield piece;
    }
  }
}
