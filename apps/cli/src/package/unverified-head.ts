import { Fault } from '@pksn/domain';
import { parseManifest, readPackageHead } from '@pksn/package-format';
import type { Manifest } from '@pksn/package-format';
import { decodeCanonicalBase64 } from '@pksn/signing';
import type { FileSource } from './file-source';

/**
 * The manifest of a package whose signature nobody checked: for looking at a file, never for using it. The source
 * then stands at the first chunk. Throws what a package of another form is refused with.
 */
export async function readUnverifiedHead(source: FileSource): Promise<Manifest> {
  const { block } = await readPackageHead(source);
  const payload = decodeCanonicalBase64(block.manifest.payload);
  if (payload === null) throw new Fault('PACKAGE_ENCODING', 'the manifest is not in canonical base64');
  return parseManifest(payload);
}
