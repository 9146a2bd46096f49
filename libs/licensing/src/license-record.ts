import type { RegistryRow } from './registry-row';

/** A registry row with what only submissions need. */
export interface LicenseRecord extends RegistryRow {
  /** SHA-256 of the license file's payload in hex. */
  readonly digest: string;
  /** What its vendor calls the customer; `customerId` is what the registry calls it. */
  readonly vendorCustomerId: string;
  /** Hashes (hex) of the keys that its license file replaces. */
  readonly supersedes: readonly string[];
}

/** What is registered already, as far as it can touch the new license. */
export interface KnownLicenses {
  /**
   * The record of the same key hash (any vendor), every record of the same license (vendor and license id), and
   * every record of the same vendor and customer (as the vendor calls it). Others do no harm.
   */
  readonly records: readonly LicenseRecord[];
  /** Where the license's customer is stored, or will be. */
  readonly customerId: string;
  /** Hashes (hex) that the vendor has revoked, registered or not. */
  readonly revokedHashes: ReadonlySet<string>;
  /** When the vendor announced this license to have changed, milliseconds since 1970, registered then or not. */
  readonly announcedChanges?: readonly number[];
  /** Vendors of the records that are not trusted any longer. */
  readonly formerVendors?: ReadonlySet<string>;
  /** Whether a refusal may tell who holds the key: to the provider, not to a customer. */
  readonly namesHolder?: boolean;
}
