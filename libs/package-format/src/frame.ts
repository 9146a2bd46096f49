import { Fault } from '@pksn/domain';
import { FORMAT_BOUNDS } from './limits';
import type { ByteSource } from './ports';

/** A byte above 127, CR LF, Ctrl-Z and LF, as in PNG: a transfer in text mode damages the first eight bytes. */
export const MAGIC = Buffer.from([0x89, 0x52, 0x50, 0x4b, 0x0d, 0x0a, 0x1a, 0x0a]);
export const LENGTH_BYTES = 4;

/** Exactly `length` bytes; throws PACKAGE_TRUNCATED at an early end. */
export async function readExactly(source: ByteSource, length: number): Promise<Buffer> {
  const bytes = await source.read(length);
  if (bytes.length !== length) {
    throw new Fault('PACKAGE_TRUNCATED', `${length - bytes.length} bytes are missing`);
  }
  return bytes;
}

/** The bytes of the JSON block. Throws PACKAGE_MAGIC, PACKAGE_BLOCK_LENGTH, PACKAGE_TRUNCATED. */
export async function readBlockBytes(source: ByteSource): Promise<Buffer> {
  const magic = await source.read(MAGIC.length);
  if (!magic.equals(MAGIC)) throw new Fault('PACKAGE_MAGIC', 'the file does not begin as a package does');
  const length = (await readExactly(source, LENGTH_BYTES)).readUInt32BE(0);
  if (length < 2 || length > FORMAT_BOUNDS.blockBytes) {
    throw new Fault('PACKAGE_BLOCK_LENGTH', `the header declares ${length} bytes`);
  }
  return readExactly(source, length);
}
