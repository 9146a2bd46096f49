import { createHash } from 'node:crypto';
import type { LicenseRecord } from './license-record';

/** A record in force, for specs: license L-1 of customer C-1 of vendor acme, its key hash the SHA-256 of `name`. */
export function record(name: string, change: Partial<LicenseRecord> = {}): LicenseRecord {
  const keyHash = createHash('sha256').update(name).digest();
  return {
    keyHash,
    vendor: 'acme',
    licenseId: 'L-1',
    customerId: 'C-1',
    vendorCustomerId: 'C-1',
    customerName: 'Example customer',
    issuedAt: 1_000,
    submittedAt: 2_000,
    notBefore: 0,
    expiresAt: Date.UTC(2100, 0, 1),
    graceDays: 0,
    supersededAt: null,
    supersededBy: null,
    overlapHours: 72,
    changedAt: null,
    revokedAt: null,
    feeds: null,
    grantedFeeds: [],
    requestsPerSecond: null,
    digest: createHash('sha256').update(`file of ${name}`).digest('hex'),
    supersedes: [],
    ...change,
  };
}
