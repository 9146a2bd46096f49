import { generateLicenseKey, licenseKeyHash, signLicense, signLicenseStatus } from '@pksn/licensing';
import type { LicensePayload, LicenseStatusPayload } from '@pksn/licensing';
import { createVendor, rotateVendor, signEnvelope } from '@pksn/signing';
import type { Envelope, SigningKey, Vendor } from '@pksn/signing';

const DAY_MS = 86_400_000;

export interface ForgedLicense {
  /** The secret, in canonical spelling. */
  readonly key: string;
  /** SHA-256 of the key in hex. */
  readonly keyHash: string;
  /** The license file. */
  readonly text: string;
  readonly payload: LicensePayload;
}

/** A whole vendor made on the spot: real keys and signatures, so that tests need no trust switched off. */
export interface ForgedVendor extends Vendor {
  readonly name: string;
  /** A license file with a new key, unless `change` names its hash; valid from `now` for a year. */
  license(change?: Partial<LicensePayload>): ForgedLicense;
  /** A status document by the license role. */
  status(change?: Partial<LicenseStatusPayload>): Envelope;
  /** Any payload under any type, signed by the role (package unless told) or by the keys given. */
  envelope(payloadType: string, payload: unknown, by?: 'package' | 'license' | readonly SigningKey[]): Envelope;
  /** The same vendor with its next trust root; without roles every key is replaced. */
  rotated(replace?: readonly ('root' | 'package' | 'license')[]): ForgedVendor;
}

/** `now` is in milliseconds since 1970; the trust root is valid for a year. Bytes are sent as they are, values as JSON. */
export function forgeVendor(name: string, now: number): ForgedVendor {
  return equip(createVendor({ name, now, validityDays: 365 }), now);
}

function equip(vendor: Vendor, now: number): ForgedVendor {
  const { root, keys } = vendor;
  const iso = (ms: number): string => new Date(ms).toISOString();
  return {
    ...vendor,
    name: root.vendor,
    license(change = {}) {
      const key = generateLicenseKey();
      const payload: LicensePayload = {
        licenseId: 'L-1',
        customer: { id: 'C-1', name: 'Example customer' },
        product: 'Endpoint protection',
        edition: 'Standard',
        keyHash: licenseKeyHash(key).toString('hex'),
        limits: {},
        issuedAt: iso(now),
        notBefore: iso(now),
        expiresAt: iso(now + 365 * DAY_MS),
        graceDays: 0,
        supersedes: [],
        ...change,
      };
      return { key, keyHash: payload.keyHash, payload, text: signLicense(payload, keys.license) };
    },
    status: (change = {}) =>
      signLicenseStatus({ vendor: root.vendor, issuedAt: iso(now), revoked: [], changed: [], ...change }, keys.license),
    envelope(payloadType, payload, by = 'package') {
      const bytes = payload instanceof Uint8Array ? payload : Buffer.from(JSON.stringify(payload), 'utf8');
      return signEnvelope(payloadType, bytes, typeof by === 'string' ? [keys[by]] : by);
    },
    rotated: (replace = ['root', 'package', 'license']) =>
      equip(rotateVendor({ current: root, keys, now, validityDays: 365, replace }), now),
  };
}
