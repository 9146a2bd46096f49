import type { Feeds } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { distance, iso, moment } from './alert-text';

/** Live feeds that are past their freshness. */
export class StaleFeeds implements AlertSource {
  constructor(private readonly feeds: Feeds) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    return (await this.feeds.list()).flatMap(({ feed, active }): Alert[] => {
      const freshUntil = active === null ? Number.NaN : Date.parse(active.manifest.freshUntil ?? '');
      if (Number.isNaN(freshUntil) || now < freshUntil) return [];
      return [
        {
          code: 'feed-stale',
          severity: 'warning',
          subject: feed.name,
          sentence: `The feed ${feed.name} was fresh until ${moment(freshUntil)}, ${distance(freshUntil, now)}; its answers say so.`,
          next: 'Get a newer package of this feed from the vendor, then: pksn import FILE.rpk',
          since: iso(freshUntil),
          due: null,
          facts: { feed: feed.name, vendor: feed.vendor, freshUntil: iso(freshUntil) },
        },
      ];
    });
  }
}
