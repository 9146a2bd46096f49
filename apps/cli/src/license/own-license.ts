import { parseLicenseFile, verifyLicenseFile } from '@pksn/licensing';
import type { LicenseTerms } from '@pksn/licensing';
import { rootsOfSigner } from '@pksn/signing';
import { readTextFile } from '../connection/read-text-file';
import type { VendorFolder } from '../vendor/vendor-folder';

/** A license that this vendor signed, under any of its roots. Throws USAGE, LICENSE_FILE_MALFORMED, _UNTRUSTED. */
export async function readOwnLicense(folder: VendorFolder, path: string): Promise<LicenseTerms> {
  const text = await readTextFile(path, 'license file');
  const envelope = parseLicenseFile(text);
  const root = [...folder.history].reverse().find((one) => rootsOfSigner([one], 'license', envelope).length > 0);
  return verifyLicenseFile(text, [root ?? folder.root]).terms;
}
