import { createHash, X509Certificate } from 'node:crypto';
import type { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';

const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;
const ANY_BLOCK = /-----BEGIN [^-]+-----/g;

/**
 * The certificates of a PEM text in their one spelling, without anything that stood around them. Refuses a text that
 * holds any other PEM block: a private key beside the certificate must never travel.
 */
export function parseCaPem(read: FieldReader, value: unknown): string {
  const place = 'ca';
  if (typeof value !== 'string' || value.length > SIGNING_LIMITS.settingsCaCharacters) {
    return read.refuse(place, 'certificates in PEM of at most 64 KiB');
  }
  const blocks = value.match(BLOCK) ?? [];
  const all = value.match(ANY_BLOCK) ?? [];
  if (blocks.length === 0 || blocks.length !== all.length || blocks.length > SIGNING_LIMITS.settingsCertificates) {
    return read.refuse(place, '1 to 8 certificates in PEM, and no other block');
  }
  return blocks.map((block) => certificate(read, block).toString()).join('');
}

/** Null stands for the authorities that the endpoint's system trusts; a text must be in its one spelling already. */
export function parseCa(read: FieldReader, value: unknown): string | null {
  if (value === null) return null;
  const canonical = parseCaPem(read, value);
  return canonical === value ? canonical : read.refuse('ca', 'certificates alone, as PEM writes them');
}

function certificate(read: FieldReader, pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    return read.refuse('ca', 'readable certificates');
  }
}

/** SHA-256 of each certificate's DER in hex, as browsers and `openssl x509 -fingerprint -sha256` show it. */
export function certificateFingerprints(pem: string): string[] {
  return (pem.match(BLOCK) ?? []).map((block) =>
    createHash('sha256').update(new X509Certificate(block).raw).digest('hex'),
  );
}
