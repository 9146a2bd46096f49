import { Fault } from '@pksn/domain';
import type { VerifiedLicense } from './license-file';
import { keyFingerprint } from './license-key';
import type { KnownLicenses, LicenseRecord } from './license-record';

export interface KeyHolder {
  /** The record of the license's own key. */
  readonly own: LicenseRecord | null;
  /** Another vendor's record of the same hash, which gives way because that vendor is not trusted any longer. */
  readonly displaced: LicenseRecord | null;
}

/**
 * Who holds the hash of a license's key. A hash is no secret, it is in every license file, so that a vendor can sign
 * one that is another's; once nobody trusts that vendor, its record gives way. Fault: LICENSE_CONFLICT.
 */
export function keyHolder({ terms, vendor }: VerifiedLicense, known: KnownLicenses): KeyHolder {
  const holder = known.records.find((record) => record.keyHash.toString('hex') === terms.keyHash) ?? null;
  if (holder === null) return { own: null, displaced: null };
  if (holder.vendor === vendor) {
    if (holder.licenseId !== terms.licenseId) throw conflict('this key is registered for another license');
    return { own: holder, displaced: null };
  }
  if (known.formerVendors?.has(holder.vendor)) return { own: null, displaced: holder };
  if (!known.namesHolder) throw conflict('this key is registered for another license');
  const print = keyFingerprint(holder.keyHash);
  throw conflict(
    `key ${print} is registered for license ${holder.licenseId} of the vendor ${holder.vendor}; ` +
      `if ${holder.vendor} took it, end the trust in ${holder.vendor} (pksn trust remove ${holder.vendor}) and submit again`,
  );
}

function conflict(detail: string): Fault {
  return new Fault('LICENSE_CONFLICT', detail);
}
