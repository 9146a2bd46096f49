import type { LicenseStatus } from '@pksn/licensing';
import type { DataSource } from 'typeorm';
import type { LicenseStatusOutcome } from './license-status-outcome';
import { applyLicenseStatuses } from './license-status';
import { requireTrusted } from './trust-check';

/** A vendor's announcements that came by themselves, without a package. */
export class LicenseAnnouncements {
  constructor(private readonly source: DataSource) {}

  /** Applies a verified document. Throws PACKAGE_UNTRUSTED when the trust in its vendor has ended meanwhile. */
  apply(status: LicenseStatus, actor: string): Promise<LicenseStatusOutcome> {
    return this.source.transaction(async (manager) => {
      await requireTrusted(manager, status.vendor);
      return applyLicenseStatuses(manager, [status], actor);
    });
  }
}
