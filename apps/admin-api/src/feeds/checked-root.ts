import { Fault } from '@pksn/domain';
import type { TrustRoot } from '@pksn/signing';
import { openTrustRoot, parseEnvelope, requireCurrent, requireFingerprint, requireOwnKeys } from '@pksn/signing';
import type { TrustedVendors } from '@pksn/store-postgres';

/**
 * A trust root that may be trusted at `now` (milliseconds since 1970): whole, of the fingerprint that came over another
 * channel, of a vendor who is new here, with keys of its own. Faults: TRUST_ROOT_MALFORMED, TRUST_ROOT_UNSIGNED,
 * TRUST_ROOT_EXPIRED, TRUST_FINGERPRINT_*, TRUST_VENDOR_EXISTS.
 */
export async function checkedRoot(
  vendors: TrustedVendors,
  file: Readonly<Record<string, unknown>>,
  fingerprint: string | undefined,
  now: number,
): Promise<TrustRoot> {
  const root = openTrustRoot(parseEnvelope(file, 'TRUST_ROOT_MALFORMED'));
  if (fingerprint === undefined || fingerprint.trim() === '') {
    throw new Fault('TRUST_FINGERPRINT_REQUIRED', 'trust is given to a fingerprint, never to a file alone');
  }
  requireFingerprint(root, fingerprint);
  requireCurrent(root, now);
  const trusted = await vendors.list();
  const others = trusted.filter(({ vendor }) => vendor.name !== root.vendor).flatMap(({ roots }) => roots.slice(0, 1));
  requireOwnKeys(
    root,
    others.map((one) => openTrustRoot(one.envelope)),
  );
  if (others.length < trusted.length)
    throw new Fault('TRUST_VENDOR_EXISTS', `the vendor ${root.vendor} is trusted already`);
  return root;
}
