import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Fault } from '@pksn/domain';

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;

/** RFC 8410 section 4: the SubjectPublicKeyInfo of an Ed25519 key is this prefix and the 32 raw bytes. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** An Ed25519 key pair. `publicKey` is the raw key, `keyid` the lower-case hex of its SHA-256. */
export interface SigningKey {
  readonly keyid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: Buffer;
}

export function keyIdOf(rawPublicKey: Uint8Array): string {
  return createHash('sha256').update(rawPublicKey).digest('hex');
}

/** The verification key of 32 raw bytes (RFC 8032 section 5.1.5). */
export function publicKeyFromRaw(raw: Uint8Array): KeyObject {
  if (raw.length !== PUBLIC_KEY_BYTES) throw new RangeError('an Ed25519 public key has 32 bytes');
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, raw]), format: 'der', type: 'spki' });
}

export function rawPublicKey(key: KeyObject): Buffer {
  const spki = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'der', type: 'spki' });
  return spki.subarray(spki.length - PUBLIC_KEY_BYTES);
}

export function signingKeyFromPrivate(privateKey: KeyObject): SigningKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Fault('VENDOR_FOLDER', 'the key is not an Ed25519 key');
  const publicKey = rawPublicKey(privateKey);
  return { keyid: keyIdOf(publicKey), privateKey, publicKey };
}

export function generateSigningKey(): SigningKey {
  return signingKeyFromPrivate(generateKeyPairSync('ed25519').privateKey);
}

/** PKCS #8 in PEM, unencrypted; whoever writes it to disk makes the file 0600. */
export function signingKeyToPem(key: SigningKey): string {
  return key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

/** Throws VENDOR_FOLDER when the text is no unencrypted Ed25519 private key. */
export function signingKeyFromPem(pem: string): SigningKey {
  return signingKeyFromPrivate(privateKeyOf(pem));
}

function privateKeyOf(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // The cause is dropped on purpose: it could quote key material.
    throw new Fault('VENDOR_FOLDER', 'the text is not an unencrypted private key in PEM');
  }
}
