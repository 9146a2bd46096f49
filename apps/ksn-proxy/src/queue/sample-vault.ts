import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { SampleClaim } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { errorCode, idleLimited, makeDirectory, monotonicMs, writeDurable } from '@pksn/runtime';
import { newSampleKey, opened, SampleFolder, sampleIdentities, sealed } from '@pksn/samples';
import type { SampleIdentity } from '@pksn/samples';
import { PROXY_LIMITS } from '../limits';

type Identities = readonly [SampleIdentity, ...SampleIdentity[]];

const FOLDER_MODE = 0o700;
const KEY_MODE = 0o600;
const LEAST_BYTES_PER_MS = 128;

/** Suspicious files that wait: sealed piece by piece as they come, by a key of the proxy's own, so that none lies open on a site's disk. */
export class SampleVault {
  private readonly folder: SampleFolder;
  private identities: Promise<Identities> | null = null;

  constructor(private readonly dir: string) {
    this.folder = new SampleFolder(join(dir, 'samples'));
  }

  /**
   * Durable under the id that it returns; when it throws, nothing is left. Faults: SAMPLE_MISMATCH, UPLOAD_INCOMPLETE, DISK_FULL,
   * SAMPLE_KEY.
   */
  async take(body: Readable, claim: SampleClaim): Promise<string> {
    const [{ recipient }] = await this.keys();
    const id = randomUUID();
    const file = await this.folder.create(id);
    try {
      const sha256 = createHash('sha256');
      const pieces = hearing(body, claim.bytes, (piece) => sha256.update(piece));
      for await (const piece of sealed(recipient, pieces)) await file.write(piece);
      if (sha256.digest('hex') !== claim.sha256)
        throw new Fault('SAMPLE_MISMATCH', 'the SHA-256 of what came is not the one that was confirmed');
      await file.commit();
      return id;
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** The bytes as they were sent; the stream fails with SAMPLE_DAMAGED or SAMPLE_KEY. */
  open(id: string): Readable {
    return Readable.from(this.plain(id), { objectMode: false });
  }

  /** What cannot be removed now is removed at the next start. */
  async remove(id: string): Promise<void> {
    await this.folder.remove(id).catch(() => undefined);
  }

  /** Removes what nobody holds; returns how many whole files that were. */
  async keepOnly(held: ReadonlySet<string>): Promise<number> {
    const orphans = (await this.folder.files()).filter(({ id, name }) => !held.has(id) || name.startsWith('.'));
    for (const { name } of orphans) await this.folder.removeName(name);
    return orphans.filter(({ name }) => !name.startsWith('.')).length;
  }

  private async *plain(id: string): AsyncGenerator<Uint8Array> {
    yield* opened(await this.keys(), this.folder.read(id));
  }

  private keys(): Promise<Identities> {
    this.identities ??= this.readKeys().catch((error: unknown) => {
      this.identities = null;
      throw error;
    });
    return this.identities;
  }

  private async readKeys(): Promise<Identities> {
    const path = join(this.dir, 'key');
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      text = await newSampleKey();
      await makeDirectory(this.dir, FOLDER_MODE);
      await writeDurable(path, text, KEY_MODE);
    }
    return sampleIdentities(text);
  }
}

async function* hearing(body: Readable, bytes: number, hear: (piece: Buffer) => void): AsyncGenerator<Buffer> {
  const until = monotonicMs() + PROXY_LIMITS.uploadMs + bytes / LEAST_BYTES_PER_MS;
  for await (const piece of idleLimited(body, PROXY_LIMITS.uploadSilenceMs)) {
    if (monotonicMs() > until) throw new Fault('UPLOAD_INCOMPLETE', 'the file came too slowly; send it in parts');
    hear(piece);
    yield piece;
  }
}
