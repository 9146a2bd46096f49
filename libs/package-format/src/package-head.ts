import type { Block } from './block';
import { parseBlock } from './block';
import { LENGTH_BYTES, MAGIC, readBlockBytes } from './frame';
import type { ByteSource } from './ports';

/** The head of a package as it stands in the file. Only its form was checked: nothing in it is believed yet. */
export interface PackageHead {
  readonly block: Block;
  /** Bytes of the file before the first chunk. */
  readonly headBytes: number;
}

/**
 * Reads a package up to its first chunk. Throws, in this order: PACKAGE_MAGIC, PACKAGE_BLOCK_LENGTH,
 * PACKAGE_TRUNCATED, PACKAGE_BLOCK_MALFORMED, PACKAGE_ENCODING.
 */
export async function readPackageHead(source: ByteSource): Promise<PackageHead> {
  const bytes = await readBlockBytes(source);
  return { block: parseBlock(bytes), headBytes: MAGIC.length + LENGTH_BYTES + bytes.length };
}
