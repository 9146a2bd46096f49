import { createHash, timingSafeEqual } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { SampleFolder } from '@pksn/samples';
import { opened } from '@pksn/samples';
import type { SampleQueue, StoredContent, StoredSample } from '@pksn/store-postgres';
import type { SampleKeyFile } from './sample-key-file';

/** One content of a sample, verified, and noted in the history. */
export interface ReadableSample {
  readonly sizeBytes: number;
  /** Of these bytes, hexadecimal. */
  readonly sha256: string;
  /** A name that says what it is and lets nothing run it. */
  readonly fileName: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Hands out what was sent. The file is opened and hashed as a whole first: one that was changed or put in another's place, even
 * sealed for the right key, is refused before a byte of it goes out.
 */
export class SampleReader {
  constructor(
    private readonly queue: SampleQueue,
    private readonly folder: SampleFolder,
    private readonly keys: SampleKeyFile,
  ) {}

  /** Faults: NOT_FOUND, SAMPLE_ERASED, REQUEST_MALFORMED (several parts, and none named), SAMPLE_KEY, SAMPLE_DAMAGED. */
  async read(id: number, part: string | null, actor: string): Promise<ReadableSample> {
    const sample = await this.queue.one(id);
    const content = chosen(sample, part);
    try {
      for await (const piece of this.verified(content)) void piece;
    } catch (error) {
      // What was released, or whose time was over, meanwhile is not damaged.
      chosen(await this.queue.one(id), content.id);
      throw error;
    }
    await this.queue.noteRead(id, content.id, actor);
    const { sizeBytes, sha256, firstByte } = content;
    const place = isWhole(content) ? '' : `-${String(firstByte)}`;
    return { sizeBytes, sha256, fileName: `${sample.sha256}${place}.sample`, bytes: this.verified(content) };
  }

  /** Throws SAMPLE_DAMAGED at the end, instead of the last piece, when the whole is not what was sent. */
  private async *verified({ id, sizeBytes, sha256 }: StoredContent): AsyncGenerator<Uint8Array> {
    const keys = await this.keys.require();
    const digest = createHash('sha256');
    let length = 0;
    let last: Uint8Array | null = null;
    for await (const piece of opened(keys, this.folder.read(id))) {
      if (last !== null) yield last;
      digest.update(piece);
      length += piece.length;
      last = piece;
      if (length > sizeBytes) break;
    }
    if (length !== sizeBytes || !isSame(digest.digest(), sha256))
      throw new Fault('SAMPLE_DAMAGED', 'the content is not the one that was sent');
    if (last !== null) yield last;
  }
}

function chosen({ contents, id }: StoredSample, part: string | null): StoredContent {
  const held = contents.filter((one) => one.erasedAt === null);
  const [content] = part === null ? held.filter(isWhole) : held.filter((one) => one.id === part);
  if (content !== undefined) return content;
  if (part === null && held.length > 1)
    throw new Fault('REQUEST_MALFORMED', `only parts of sample ${id} came: name one of them`);
  const [only] = part === null ? held : [];
  if (only === undefined) throw new Fault('SAMPLE_ERASED', `there is no content of sample ${id} to read`);
  return only;
}

function isWhole({ firstByte, sizeBytes, totalBytes }: StoredContent): boolean {
  return firstByte === 0 && sizeBytes === totalBytes;
}

function isSame(digest: Buffer, sha256: string): boolean {
  return timingSafeEqual(digest, Buffer.from(sha256, 'hex'));
}
