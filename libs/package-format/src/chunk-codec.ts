import { createHash } from 'node:crypto';
import { crc32, gzip, inflateRaw } from 'node:zlib';
import { Fault } from '@pksn/domain';
import type { Codec, ManifestChunk } from './manifest';

/** RFC 1952: magic, deflate, no flags, no time; the last two bytes (extra flags, system) are free. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
const GZIP_HEAD_BYTES = 10;
const GZIP_TAIL_BYTES = 8;
const UNKNOWN_SYSTEM = 255;

/** Compares the stored bytes with the manifest, before anything else touches them. Throws PACKAGE_CHUNK_DIGEST. */
export function requireDigest(stored: Buffer, chunk: ManifestChunk): void {
  if (createHash('sha256').update(stored).digest('hex') !== chunk.sha256) {
    throw new Fault('PACKAGE_CHUNK_DIGEST', `a chunk of ${chunk.section} is not the one that was signed`);
  }
}

/**
 * The raw bytes of a chunk, exactly as many as declared. With gzip the chunk is one member of plain form and nothing
 * behind it; the output never grows beyond the declared size. Throws PACKAGE_CHUNK_ENCODING.
 */
export async function decodeChunk(stored: Buffer, codec: Codec, rawSize: number): Promise<Buffer> {
  if (codec === 'none') return stored.length === rawSize ? stored : refuse();
  const body = stored.subarray(GZIP_HEAD_BYTES, -GZIP_TAIL_BYTES);
  if (stored.length <= GZIP_HEAD_BYTES + GZIP_TAIL_BYTES) refuse();
  if (GZIP_HEAD.compare(stored, 0, GZIP_HEAD.length) !== 0) refuse();
  const { raw, consumed } = await inflate(body, rawSize);
  const tailAt = stored.length - GZIP_TAIL_BYTES;
  if (consumed !== body.length || raw.length !== rawSize) refuse();
  if (stored.readUInt32LE(tailAt) !== crc32(raw) || stored.readUInt32LE(tailAt + 4) !== rawSize) refuse();
  return raw;
}

function inflate(body: Buffer, rawSize: number): Promise<{ raw: Buffer; consumed: number }> {
  // One output buffer of one byte more than may come: zlib then works in one step, and an excess shows at once.
  const options = { info: true, maxOutputLength: rawSize, chunkSize: Math.max(rawSize + 1, 64) };
  return new Promise((resolve, reject) => {
    inflateRaw(body, options, (error, result) => {
      if (error !== null) return reject(encodingFault(error));
      const { buffer, engine } = result as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      resolve({ raw: buffer, consumed: engine.bytesWritten });
    });
  });
}

/** The stored form of a chunk: the same bytes for the same input on every system with the same zlib. */
export function encodeChunk(raw: Buffer, codec: Codec, level: number): Promise<Buffer> {
  if (codec === 'none') return Promise.resolve(Buffer.from(raw));
  return new Promise((resolve, reject) => {
    gzip(raw, { level, chunkSize: raw.length + 1024 }, (error, stored) => {
      if (error !== null) return reject(error);
      stored[GZIP_HEAD_BYTES - 1] = UNKNOWN_SYSTEM;
      resolve(stored);
    });
  });
}

function encodingFault(cause?: unknown): Fault {
  return new Fault('PACKAGE_CHUNK_ENCODING', 'a chunk does not decompress to its declared size', { cause });
}

function refuse(): never {
  throw encodingFault();
}
