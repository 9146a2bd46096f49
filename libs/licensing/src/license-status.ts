import type { FaultCode } from '@pksn/domain';
import {
  FieldReader,
  isVendorName,
  PACKAGE_ENVELOPE_FAULTS,
  PAYLOAD_TYPES,
  signEnvelope,
  verifyForRole,
} from '@pksn/signing';
import type { Envelope, SigningKey, TrustRoot } from '@pksn/signing';
import { LICENSING_LIMITS } from './limits';

/** What a vendor announces about its licenses beside its packages. Times are milliseconds since 1970. */
export interface LicenseStatus {
  readonly vendor: string;
  readonly issuedAt: number;
  /** Hashes (32 bytes) of keys that are revoked for good. */
  readonly revoked: readonly Buffer[];
  /** Licenses whose key has changed; the new key is awaited. */
  readonly changed: readonly LicenseChange[];
}

export interface LicenseChange {
  readonly licenseId: string;
  readonly changedAt: number;
  /** Empty when none is given. */
  readonly reason: string;
}

/** The signed payload in JSON; times are `2026-11-21T20:51:00Z`. */
export interface LicenseStatusPayload {
  readonly vendor: string;
  readonly issuedAt: string;
  readonly revoked: readonly string[];
  readonly changed: readonly { readonly licenseId: string; readonly changedAt: string; readonly reason?: string }[];
}

/**
 * Schema of a verified status payload, which must be of the vendor that signed it. A change is announced once it has
 * happened: one that lies behind the document's own time would in time mark keys that were issued to answer it.
 * Throws the code, which is that of documents in packages unless told.
 */
export function parseLicenseStatus(
  payload: Uint8Array,
  vendor: string,
  code: FaultCode = 'PACKAGE_SCHEMA',
): LicenseStatus {
  const read = new FieldReader(code);
  const keys = ['vendor', 'issuedAt', 'revoked', 'changed'];
  const fields = read.exact(read.json(payload, 'license status'), 'license status', keys);
  if (fields['vendor'] !== vendor || !isVendorName(vendor)) read.refuse('vendor', 'the vendor that signed it');
  const issuedAt = read.instant(fields['issuedAt'], 'issuedAt');
  const revoked = read.list(fields['revoked'], 'revoked', LICENSING_LIMITS.statusEntries);
  const changed = read.list(fields['changed'], 'changed', LICENSING_LIMITS.statusEntries);
  return {
    vendor,
    issuedAt,
    revoked: revoked.map((hash) => Buffer.from(read.sha256(hash, 'revoked'), 'hex')),
    changed: changed.map((value) => {
      const change = read.exact(value, 'changed', ['licenseId', 'changedAt'], ['reason']);
      const { reason } = change;
      const changedAt = read.instant(change['changedAt'], 'changedAt');
      if (changedAt > issuedAt) read.refuse('changedAt', 'no later than issuedAt');
      return {
        licenseId: read.text(change['licenseId'], 'licenseId', LICENSING_LIMITS.idCharacters),
        changedAt,
        reason: reason === undefined ? '' : read.text(reason, 'reason', LICENSING_LIMITS.reasonCharacters),
      };
    }),
  };
}

/** Several documents of one vendor as one, so that a package takes effect at once; not empty. */
export function mergeLicenseStatuses(documents: readonly LicenseStatus[]): LicenseStatus {
  const [first] = documents;
  if (first === undefined || documents.some((one) => one.vendor !== first.vendor)) {
    throw new RangeError('documents of one vendor');
  }
  const revoked = new Map(documents.flatMap((one) => one.revoked.map((hash) => [hash.toString('hex'), hash])));
  const changed = new Map(
    documents.flatMap((one) => one.changed.map((change) => [`${change.changedAt} ${change.licenseId}`, change])),
  );
  return {
    vendor: first.vendor,
    issuedAt: documents.reduce((latest, one) => Math.max(latest, one.issuedAt), 0),
    revoked: [...revoked.values()],
    changed: [...changed.values()],
  };
}

/** Only the license role may speak here, never the package role. Throws PACKAGE_PAYLOAD_TYPE, _SIGNATURE, _SCHEMA. */
export function verifyLicenseStatus(envelope: Envelope, root: TrustRoot): LicenseStatus {
  const payload = verifyForRole(root, 'license', envelope, PAYLOAD_TYPES.licenseStatus, PACKAGE_ENVELOPE_FAULTS);
  return parseLicenseStatus(payload, root.vendor);
}

export function signLicenseStatus(status: LicenseStatusPayload, key: SigningKey): Envelope {
  const payload = Buffer.from(JSON.stringify(status), 'utf8');
  parseLicenseStatus(payload, status.vendor);
  return signEnvelope(PAYLOAD_TYPES.licenseStatus, payload, [key]);
}
