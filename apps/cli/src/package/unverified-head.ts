import { Fault } from '@pksn/domain';
import { parseLicenseStatus } from '@pksn/licensing';
import type { LicenseStatus } from '@pksn/licensing';
import { parseManifest, readPackageHead } from '@pksn/package-format';
import type { Manifest } from '@pksn/package-format';
import { decodeCanonicalBase64, vendorOfFeed } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';
import type { FileSource } from './file-source';

export interface UnverifiedHead {
  readonly manifest: Manifest;
  /** What the package announces about licenses of its vendor. */
  readonly licensing: readonly LicenseStatus[];
}

/**
 * The head of a package whose signatures nobody checked: for looking at a file, never for using it. The source
 * then stands at the first chunk. Throws what a package of another form is refused with.
 */
export async function readUnverifiedHead(source: FileSource): Promise<UnverifiedHead> {
  const { block } = await readPackageHead(source);
  const manifest = parseManifest(payloadOf(block.manifest, 'the manifest'));
  const vendor = vendorOfFeed(manifest.feed);
  const licensing = block.licensing.map((one) => parseLicenseStatus(payloadOf(one, 'a license status'), vendor));
  return { manifest, licensing };
}

function payloadOf({ payload }: Envelope, what: string): Buffer {
  const bytes = decodeCanonicalBase64(payload);
  if (bytes === null) throw new Fault('PACKAGE_ENCODING', `${what} is not in canonical base64`);
  return bytes;
}
