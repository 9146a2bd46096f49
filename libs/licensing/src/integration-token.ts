import { hash, randomBytes } from 'node:crypto';

/** Before the token's 256 random bits in base64url, so that a token that got loose is known for what it is. */
const PREFIX = 'pksnit_';
const TOKEN_BYTES = 32;
const FORM = /^pksnit_[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** A new integration token; shown once, where it is made. */
export function generateIntegrationToken(): string {
  return PREFIX + randomBytes(TOKEN_BYTES).toString('base64url');
}

/** Is this text of the form of a token? One that is not is as unknown as one that nobody made. */
export function isIntegrationToken(text: string): boolean {
  return FORM.test(text);
}

/** SHA-256 of the token's text: all that the registry ever stores of a token (32 bytes). */
export function integrationTokenHash(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
