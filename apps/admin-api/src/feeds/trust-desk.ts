import { Fault } from '@pksn/domain';
import { storedRoot } from '@pksn/ingest';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot, parseEnvelope, requireCurrent, requireFingerprint, requireOwnKeys } from '@pksn/signing';
import type { TrustedVendors, VendorRootRow, VendorRow } from '@pksn/store-postgres';

/** Decides whom to trust, by a fingerprint that came over another channel. */
export class TrustDesk {
  constructor(
    private readonly vendors: TrustedVendors,
    private readonly clock: Clock,
  ) {}

  /** Faults: TRUST_ROOT_MALFORMED, TRUST_ROOT_UNSIGNED, TRUST_ROOT_EXPIRED, TRUST_FINGERPRINT_*, TRUST_VENDOR_EXISTS. */
  async add(file: Record<string, unknown>, fingerprint: string | undefined, actor: string): Promise<object> {
    const root = openTrustRoot(parseEnvelope(file, 'TRUST_ROOT_MALFORMED'));
    if (fingerprint === undefined || fingerprint.trim() === '') {
      throw new Fault('TRUST_FINGERPRINT_REQUIRED', 'trust is given to a fingerprint, never to a file alone');
    }
    requireFingerprint(root, fingerprint);
    requireCurrent(root, this.clock.now());
    const trusted = (await this.vendors.list()).flatMap(({ roots }) => roots.slice(0, 1));
    requireOwnKeys(
      root,
      trusted.map((one) => openTrustRoot(one.envelope)),
    );
    await this.vendors.add(storedRoot(root), actor);
    return { vendor: root.vendor, version: root.version, fingerprint: root.fingerprint };
  }

  async list(): Promise<object[]> {
    return (await this.vendors.list()).flatMap(({ vendor, roots }) => vendorView(vendor, roots));
  }
}

function vendorView(vendor: VendorRow, roots: readonly VendorRootRow[]): object[] {
  const [newest] = roots;
  if (newest === undefined) return [];
  const root = openTrustRoot(newest.envelope);
  const keys = Object.entries(root.roles).flatMap(([role, { keyids }]) => keyids.map((keyid) => ({ role, keyid })));
  return [
    {
      vendor: vendor.name,
      version: newest.version,
      fingerprint: newest.fingerprint,
      anchorFingerprint: vendor.anchorFingerprint,
      expires: newest.expiresAt.toISOString(),
      trustedAt: vendor.trustedAt.toISOString(),
      keys,
      roots: roots.map(({ version, fingerprint, expiresAt }) => ({
        ...{ version, fingerprint },
        expires: expiresAt.toISOString(),
      })),
    },
  ];
}
