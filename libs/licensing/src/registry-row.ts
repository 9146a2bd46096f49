/**
 * One license key as the registry knows it. Times are milliseconds since 1970. A license (vendor and license id) has
 * one row per key that was ever submitted for it.
 */
export interface RegistryRow {
  /** SHA-256 of the key, 32 bytes. */
  readonly keyHash: Buffer;
  readonly vendor: string;
  readonly licenseId: string;
  readonly customerId: string;
  readonly customerName: string;
  /** What the license is for, as its vendor calls it; decides nothing. */
  readonly product?: string;
  readonly issuedAt: number;
  /** null: awaits the provider's approval, which counts as not submitted. */
  readonly submittedAt: number | null;
  readonly notBefore: number;
  readonly expiresAt: number;
  readonly graceDays: number;
  /** When a newer key took its place, and the hash (hex) of that key. */
  readonly supersededAt: number | null;
  readonly supersededBy: string | null;
  /** How long the key goes on after its license changed or a newer key came; 0 for a stolen key. */
  readonly overlapHours: number;
  /** When its license was marked as changed, the new key being awaited. */
  readonly changedAt: number | null;
  readonly revokedAt: number | null;
  /** Feeds that the license covers; null: all of its vendor. */
  readonly feeds: readonly string[] | null;
  /** Feeds that the provider added, of any vendor. */
  readonly grantedFeeds: readonly string[];
  /** The registry's revision with which the provider last added or took back feeds; none or 0: never. */
  readonly grantedRevision?: number;
  readonly requestsPerSecond: number | null;
}
