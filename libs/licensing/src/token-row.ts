import type { Protocol } from './protocol';

/** One integration token as the registry knows it. Times are milliseconds since 1970. */
export interface TokenRow {
  readonly id: string;
  /** SHA-256 of the token's text, 32 bytes. */
  readonly tokenHash: Buffer;
  /** The license that it acts for: the newest submitted key that has begun decides. */
  readonly vendor: string;
  readonly licenseId: string;
  readonly protocols: readonly Protocol[];
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}
