import { storedRoot } from '@pksn/ingest';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import type { Proposer, TrustedVendors, VendorRootRow, VendorRow } from '@pksn/store-postgres';
import type { FourEyes } from '../approvals/four-eyes';
import { checkedRoot } from './checked-root';

/** Decides whom to trust, by a fingerprint that came over another channel. */
export class TrustDesk {
  constructor(
    private readonly vendors: TrustedVendors,
    private readonly clock: Clock,
    private readonly eyes: FourEyes,
  ) {}

  /** Faults: those of `checkedRoot`. */
  async add(file: Record<string, unknown>, fingerprint: string | undefined, by: Proposer): Promise<object> {
    const root = await checkedRoot(this.vendors, file, fingerprint, this.clock.now());
    const { vendor, version } = root;
    if (await this.eyes.asks('trustChanges')) {
      const request = { root: file, fingerprint: root.fingerprint };
      const noted = { vendor, version, fingerprint: root.fingerprint };
      return this.eyes.propose({ kind: 'trust.add', subject: vendor, request, noted }, by);
    }
    await this.vendors.add(storedRoot(root), by.name);
    return { vendor, version, fingerprint: root.fingerprint };
  }

  /** Null: it is done. Fault: NOT_FOUND. */
  async remove(vendor: string, by: Proposer): Promise<object | null> {
    if (await this.eyes.asks('trustChanges')) {
      return this.eyes.propose({ kind: 'trust.remove', subject: vendor, request: { vendor }, noted: { vendor } }, by);
    }
    await this.vendors.remove(vendor, by.name);
    return null;
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
