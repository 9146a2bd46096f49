import { ReadableStream } from 'node:stream/web';
import { Fault } from '@pksn/domain';
import { ageEncryption } from './age-encryption';
import type { SampleIdentity } from './sample-key';

type Pieces = AsyncIterable<Uint8Array>;

/** age seals 64 KiB at a time, and adds 16 bytes to each. */
const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
/** The header for one X25519 recipient, and the nonce: 200 bytes, and some room. */
const HEAD_BYTES = 256;

/** What `bytes` take sealed, at the most. */
export function sealedBytes(bytes: number): number {
  return bytes + Math.max(1, Math.ceil(bytes / CHUNK_BYTES)) * TAG_BYTES + HEAD_BYTES;
}

/** The sealed form of what comes, as it comes; some 128 KiB are held. What `plain` throws is thrown. */
export async function* sealed(recipient: string, plain: Pieces): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await ageEncryption();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  yield* (await encrypter.encrypt(streamOf(plain))) as unknown as Pieces;
}

/**
 * What was sealed. Every piece was verified before it is given, and the end as well; that these are the bytes that somebody sealed for
 * this key does not say which file they are: compare their SHA-256. Faults: SAMPLE_DAMAGED; SAMPLE_KEY, when no key fits. What
 * `cipher` throws is thrown.
 */
export async function* opened(identities: readonly SampleIdentity[], cipher: Pieces): AsyncGenerator<Uint8Array> {
  const { Decrypter } = await ageEncryption();
  const decrypter = new Decrypter();
  for (const { secret } of identities) decrypter.addIdentity(secret);
  const source: { failure?: unknown } = {};
  const pieces = noting(source, cipher);
  try {
    yield* (await decrypter.decrypt(streamOf(pieces))) as unknown as Pieces;
  } catch (cause) {
    if ('failure' in source) throw source.failure;
    if (cause instanceof Error && cause.message.startsWith('no identity matched'))
      throw new Fault('SAMPLE_KEY', 'the sample was sealed for a key that is not in the key file');
    throw new Fault('SAMPLE_DAMAGED', 'the sealed file is not as it was written', { cause });
  } finally {
    // A header that is refused leaves its stream as it is, and a file behind it open.
    await pieces.return(undefined);
  }
}

/** Tells what fails in reading from what fails in opening. */
async function* noting(source: { failure?: unknown }, pieces: Pieces): AsyncGenerator<Uint8Array, void> {
  try {
    yield* pieces;
  } catch (error) {
    source.failure = error;
    throw error;
  }
}

function streamOf(pieces: Pieces): globalThis.ReadableStream<Uint8Array> {
  return ReadableStream.from(pieces) as unknown as globalThis.ReadableStream<Uint8Array>;
}
