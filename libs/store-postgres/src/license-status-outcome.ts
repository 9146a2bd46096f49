/** What of a vendor's documents was news here. */
export interface LicenseStatusOutcome {
  /** Key hashes that are revoked from now on, registered or not. */
  readonly revoked: number;
  /** Changes of licenses that were not known, registered or not. */
  readonly changed: number;
  /** Registered keys that are revoked or marked as changed from now on. */
  readonly keys: number;
}
