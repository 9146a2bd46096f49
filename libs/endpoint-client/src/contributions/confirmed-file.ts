import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';

/**
 * What would be sent of a file: to be shown to a person, and handed to `submitFile` when that person agreed. Of all this only
 * `sha256`, `sizeBytes` and the bytes themselves leave, never the path or the name.
 */
export interface ConfirmedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hexadecimal, of the whole file. */
  readonly sha256: string;
}

const READ_BYTES = 256 * 1024;

/** Reads the file once. Fault: USAGE when it cannot be read, is empty, or is no file. */
export async function fileToConfirm(path: string): Promise<ConfirmedFile> {
  try {
    const facts = await stat(path);
    if (!facts.isFile()) throw new Fault('USAGE', `${path} is not a file`);
    const hash = createHash('sha256');
    let sizeBytes = 0;
    for await (const piece of createReadStream(path, { highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>) {
      hash.update(piece);
      sizeBytes += piece.length;
    }
    if (sizeBytes === 0) throw new Fault('USAGE', `${path} is empty`);
    return { path, sizeBytes, sha256: hash.digest('hex') };
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault(
      'USAGE',
      `${path} cannot be read: ${errorCode(cause) === 'ENOENT' ? 'there is no such file' : errorCode(cause)}`,
      { cause },
    );
  }
}

/** SHA-256 of a part, hexadecimal. Fault: USAGE when the file has no such part. */
export async function partHash({ path, sizeBytes }: ConfirmedFile, { offset, bytes }: FilePart): Promise<string> {
  const isThere = Number.isSafeInteger(offset) && Number.isSafeInteger(bytes) && offset >= 0 && bytes > 0;
  if (!isThere || offset + bytes > sizeBytes) throw new Fault('USAGE', `${path} has no such part`);
  const hash = createHash('sha256');
  const range = { start: offset, end: offset + bytes - 1, highWaterMark: READ_BYTES };
  for await (const piece of createReadStream(path, range) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest('hex');
}

/** Bytes from `offset` on. */
export interface FilePart {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * The request that sends it, whole or a part. The file is opened anew at each attempt; bytes that are not those that were confirmed
 * are refused by the service, which keeps nothing of them.
 */
export async function submission(
  file: ConfirmedFile,
  part: FilePart | null,
): Promise<{
  readonly body: { readonly length: number; readonly open: () => ReturnType<typeof createReadStream> };
  readonly headers: Readonly<Record<string, string>>;
}> {
  const { offset, bytes } = part ?? { offset: 0, bytes: file.sizeBytes };
  const sha256 = part === null ? file.sha256 : await partHash(file, part);
  const place = `offset=${String(offset)};total=${String(file.sizeBytes)};sha256=${file.sha256}`;
  return {
    body: {
      length: bytes,
      open: () => createReadStream(file.path, { start: offset, end: offset + bytes - 1, highWaterMark: READ_BYTES }),
    },
    headers: {
      'content-type': 'application/octet-stream',
      'pksn-confirmed': sha256,
      ...(part === null ? {} : { 'pksn-part': place }),
    },
  };
}
