import { verifyAnnouncement } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import type { LicenseAnnouncements, PostgresFeedLedger } from '@pksn/store-postgres';

/** Takes a vendor's announcements that do not wait for the package that carries them. */
export class AnnouncementDesk {
  constructor(
    private readonly announcements: LicenseAnnouncements,
    private readonly feeds: PostgresFeedLedger,
    private readonly clock: Clock,
  ) {}

  /** What of it was news here. Throws what `verifyAnnouncement` throws, and PACKAGE_UNTRUSTED. */
  async take(text: string, actor: string): Promise<object> {
    const roots = (await this.feeds.roots()).map((root) => openTrustRoot(root.envelope));
    const { status } = verifyAnnouncement(text, roots, this.clock.now());
    const outcome = await this.announcements.apply(status, actor);
    return { vendor: status.vendor, issuedAt: new Date(status.issuedAt).toISOString(), ...outcome };
  }
}
