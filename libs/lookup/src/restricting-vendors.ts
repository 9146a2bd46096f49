import type { ObjectType, RequestRestriction, RestrictingVendor } from '@pksn/domain';
import { vendorOfFeed } from '@pksn/signing';

/** A live feed that an asker sees, and what its package wants of requests. */
export interface RestrictedFeed {
  readonly feed: string;
  readonly coverage: Readonly<Record<ObjectType, 'full' | 'partial' | 'none'>>;
  readonly policy: readonly RequestRestriction[];
}

/** A policy binds the feeds of its vendor together: which of them answers is not the asker's choice. */
export function restrictingVendors(feeds: readonly RestrictedFeed[]): RestrictingVendor[] {
  const names = [...new Set(feeds.map(({ feed }) => vendorOfFeed(feed)))];
  return names.map((name) => {
    const own = feeds.filter(({ feed }) => vendorOfFeed(feed) === name);
    return {
      restrictions: own.flatMap(({ policy }) => policy).map((one) => ({ ...one, source: `vendor ${name}` })),
      covers: (type) => own.some(({ coverage }) => coverage[type] !== 'none'),
    };
  });
}
