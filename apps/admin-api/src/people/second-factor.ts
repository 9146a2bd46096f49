import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
/** RFC 6238 5.2: one step to each side, for clocks that differ and people who type slowly. */
const WINDOW = 1;
const SECRET_BYTES = 20;
const DIGITS = /^\d{6}$/;

/** One-time passwords by time (RFC 6238), as every authenticator makes them: SHA-1, six digits, 30 seconds. */
export function newFactorSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/** What an authenticator takes: the secret for typing, and the address for a QR code. */
export function enrollmentOf(secret: Buffer, name: string): { readonly secret: string; readonly url: string } {
  const totp = totpOf(secret, name);
  return { secret: totp.secret.base32, url: totp.toString() };
}

/** The step of a one-time password that is good now, in milliseconds since 1970; null: it is not. */
export function stepOf(secret: Buffer, code: string, now: number): number | null {
  const typed = code.replace(/\s/g, '');
  if (!DIGITS.test(typed)) return null;
  const delta = totpOf(secret, '').validate({ token: typed, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1_000 / PERIOD_S) + delta;
}

function totpOf(secret: Buffer, label: string): TOTP {
  const bytes = new Uint8Array(secret);
  return new TOTP({ issuer: 'Private KSN', label, secret: new Secret({ buffer: bytes.buffer }), period: PERIOD_S });
}
