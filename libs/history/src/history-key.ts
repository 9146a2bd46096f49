import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { keyIdOf, rawPublicKey } from '@pksn/signing';
import { HISTORY_LIMITS } from './limits';

/** What verifies checkpoints. `keyid` is the SHA-256 of the raw key, in hex. */
export interface HistoryPublicKey {
  readonly keyid: string;
  readonly publicKey: KeyObject;
}

/** The public half as a file that anybody may have (SubjectPublicKeyInfo in PEM, RFC 8410). */
export function historyPublicPem(key: KeyObject): string {
  return createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString();
}

/** Fault: HISTORY_KEY. A private key is refused, so that nobody carries it around for this. */
export function historyPublicKey(pem: string): HistoryPublicKey {
  if (pem.length > HISTORY_LIMITS.keyCharacters || /PRIVATE KEY/.test(pem)) throw unusable();
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw unusable();
  }
  if (key.asymmetricKeyType !== 'ed25519') throw unusable();
  return { keyid: keyIdOf(rawPublicKey(key)), publicKey: key };
}

function unusable(): Fault {
  return new Fault('HISTORY_KEY', 'the text is no Ed25519 public key in PEM');
}
