import { timingSafeEqual } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { keyIdOf } from '../signing-key';

const FINGERPRINT = /^[0-9a-f]{64}$/;
/** `ab12 cd34 …`: as people read it aloud. */
const GROUP = /.{4}/g;

/** SHA-256 of the provider's raw key in lower-case hex. The key in base64. */
export function providerFingerprint(publicKey: string): string {
  return keyIdOf(Buffer.from(publicKey, 'base64'));
}

export function groupedFingerprint(fingerprint: string): string {
  return (fingerprint.match(GROUP) ?? []).join(' ');
}

/**
 * Compares a key with the fingerprint that a person gives; blanks, colons, hyphens and case do not matter, all 64 digits
 * do. Faults: SETTINGS_FINGERPRINT_REQUIRED when there is no whole one, SETTINGS_FINGERPRINT_MISMATCH.
 */
export function requireProviderFingerprint(publicKey: string, given: string | null): void {
  const plain = (given ?? '').replace(/[\s:-]/g, '').toLowerCase();
  if (!FINGERPRINT.test(plain)) {
    const detail = plain === '' ? 'no fingerprint was given' : 'the fingerprint given has not 64 hexadecimal digits';
    throw new Fault('SETTINGS_FINGERPRINT_REQUIRED', detail);
  }
  if (!timingSafeEqual(Buffer.from(plain, 'hex'), Buffer.from(providerFingerprint(publicKey), 'hex'))) {
    throw new Fault('SETTINGS_FINGERPRINT_MISMATCH', 'the fingerprint given is not that of the key in this file');
  }
}
