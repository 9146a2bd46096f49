import { Fault } from '@pksn/domain';
import { LICENSING_LIMITS, parseAnnouncement, verifyLicenseStatus } from '@pksn/licensing';
import type { LicenseStatus } from '@pksn/licensing';
import { rootsOfSigner } from '@pksn/signing';
import type { Envelope, TrustRoot } from '@pksn/signing';
import { readTextFile } from '../connection/read-text-file';
import type { VendorFolder } from '../vendor/vendor-folder';

interface OwnAnnouncement {
  readonly status: LicenseStatus;
  readonly envelope: Envelope;
}

/** An announcement for a package: signed by the current license key, since readers judge it by the newest root. */
export async function readForPackage({ root }: VendorFolder, path: string): Promise<OwnAnnouncement> {
  const envelope = await readEnvelope(path);
  if (rootsOfSigner([root], 'license', envelope).length === 0) {
    throw new Fault(
      'LICENSE_ANNOUNCEMENT_UNTRUSTED',
      `${path} is not signed by the current license key of ${root.vendor}; pksn license announce --base ${path} signs its entries again`,
    );
  }
  return verify(path, envelope, root);
}

/** An announcement whose entries go on: one that this vendor signed under any of its roots. */
export async function readForContinuation({ history, root }: VendorFolder, path: string): Promise<LicenseStatus> {
  const envelope = await readEnvelope(path);
  const signer = [...history].reverse().find((one) => rootsOfSigner([one], 'license', envelope).length > 0);
  if (signer === undefined) {
    throw new Fault('LICENSE_ANNOUNCEMENT_UNTRUSTED', `${path} was never signed by a license key of ${root.vendor}`);
  }
  return verify(path, envelope, signer).status;
}

async function readEnvelope(path: string): Promise<Envelope> {
  return parseAnnouncement(await readTextFile(path, 'announcement', LICENSING_LIMITS.announcementBytes));
}

/** The codes of packages speak of headers that are not here. */
function verify(path: string, envelope: Envelope, root: TrustRoot): OwnAnnouncement {
  try {
    return { status: verifyLicenseStatus(envelope, root), envelope };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw new Fault('LICENSE_ANNOUNCEMENT_UNTRUSTED', `${path}: ${cause.detail}`, { cause });
  }
}
