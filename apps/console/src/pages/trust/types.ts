/** GET /api/v1/trust. */
export interface VendorView {
  readonly vendor: string;
  /** Of the root in force. */
  readonly version: number;
  readonly fingerprint: string;
  /** Of the root that a person compared. */
  readonly anchorFingerprint: string;
  readonly expires: string;
  readonly trustedAt: string;
  readonly keys: readonly { readonly role: string; readonly keyid: string }[];
  readonly roots: readonly { readonly version: number; readonly fingerprint: string; readonly expires: string }[];
}

/** GET /api/v1/trust/VENDOR/stakes. */
export interface Stakes {
  readonly feeds: readonly string[];
  readonly licenses: number;
  readonly customers: number;
}

/** `abcd ef01 …`: as people compare it, by eye or by phone. */
export function grouped(fingerprint: string): string {
  return fingerprint.replace(/(.{4})(?=.)/g, '$1 ');
}
