import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { openSegmentFile } from './segment-file';
import type { SegmentFile } from './segment-file';
import { DIGEST_BYTES, FOOTER_BYTES, HEADER_BYTES, corrupt } from './segment-layout';

const READ_BYTES = 1 << 20;

type Rest = (bytes: number) => Promise<void>;
const atOnce: Rest = () => Promise.resolve();

/**
 * Makes the checks of opening, then recomputes the digest over the whole file and returns it in lower-case hex.
 * `rested` is awaited after each piece of some bytes, by whoever wants to go slowly. Throws SEGMENT_CORRUPT.
 */
export async function verifySegment(path: string, rested: Rest = atOnce): Promise<string> {
  const file = openSegmentFile(path);
  closeSync(file.descriptor);
  const handle = await open(path, 'r');
  try {
    return await verifiedDigest(handle, file, rested);
  } finally {
    await handle.close();
  }
}

/** The digest is SHA-256 over the digests of header, fan-out, fingerprints, records and blob, then the footer's facts. */
async function verifiedDigest(handle: FileHandle, file: SegmentFile, rested: Rest): Promise<string> {
  const { layout, footer } = file;
  const footerAt = layout.blobAt + footer.blobBytes;
  const ends = [HEADER_BYTES, layout.fingerprintsAt, layout.recordsAt, layout.blobAt, footerAt];
  const whole = createHash('sha256');
  let at = 0;
  for (const end of ends) {
    whole.update(await digestOfRange(handle, file.path, [at, end], rested));
    at = end;
  }
  const tail = await readRange(handle, file.path, footerAt, FOOTER_BYTES);
  const digest = whole.update(tail.subarray(0, FOOTER_BYTES - DIGEST_BYTES)).digest();
  if (!digest.equals(tail.subarray(FOOTER_BYTES - DIGEST_BYTES))) throw corrupt(file.path, 'its digest does not match');
  return digest.toString('hex');
}

async function digestOfRange(
  handle: FileHandle,
  path: string,
  [from, to]: readonly [number, number],
  rested: Rest,
): Promise<Buffer> {
  const hash = createHash('sha256');
  for (let at = from; at < to; at += READ_BYTES) {
    const piece = await readRange(handle, path, at, Math.min(READ_BYTES, to - at));
    hash.update(piece);
    await rested(piece.length);
  }
  return hash.digest();
}

async function readRange(handle: FileHandle, path: string, position: number, length: number): Promise<Buffer> {
  const out = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(out, done, length - done, position + done);
    if (bytesRead === 0) throw corrupt(path, 'ends too early');
    done += bytesRead;
  }
  return out;
}
