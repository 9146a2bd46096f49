import type { LicenseStatus } from '@pksn/licensing';
import { counted } from '../console/counted';

/** `2 keys revoked, 1 license changed`. */
export function announcementCounts(revoked: number, changed: number): string {
  return `${counted(revoked, 'key')} revoked, ${counted(changed, 'license')} changed`;
}

/** An announcement as `package inspect --json` shows it. */
export function announcementView(status: LicenseStatus): object {
  return {
    vendor: status.vendor,
    issuedAt: new Date(status.issuedAt).toISOString(),
    revoked: status.revoked.map((hash) => hash.toString('hex')),
    changed: status.changed.map(changeView),
  };
}

/** Its entries as `package dump` prints them, one a line. */
export function announcementItems({ revoked, changed }: LicenseStatus): object[] {
  const section = 'licensing';
  return [
    ...revoked.map((hash) => ({ section, op: 'revoke', key: hash.toString('hex') })),
    ...changed.map((change) => ({ section, op: 'change', ...changeView(change) })),
  ];
}

function changeView({ licenseId, changedAt, reason }: LicenseStatus['changed'][number]): object {
  return { licenseId, changedAt: new Date(changedAt).toISOString(), reason };
}

export function announcementLine(status: LicenseStatus): string {
  const counts = announcementCounts(status.revoked.length, status.changed.length);
  return `  announces    ${counts}, signed ${new Date(status.issuedAt).toISOString()}`;
}
