import { hash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { RegistryEntry } from './registry-entry';

/** Does this license see the feed: by its own terms, by the provider's grant, or because the feed is open to all? */
export function coversFeed(entry: RegistryEntry, feed: string, openFeeds: ReadonlySet<string>): boolean {
  if (entry.feedPrefix !== null && feed.startsWith(entry.feedPrefix)) return true;
  return entry.feeds.has(feed) || openFeeds.has(feed);
}

const SCOPE_DIGITS = 32;
const digests = new WeakMap<RegistryEntry, string>();

/**
 * Names what decides which data a license sees, but for the feeds that are open to everybody: its customer, and the feeds of its
 * terms and grants. At one revision of the registry, licenses of one scope see the same in every generation.
 * 32 hexadecimal digits; no secret.
 */
export function scopeDigest(entry: RegistryEntry): string {
  const known = digests.get(entry);
  if (known !== undefined) return known;
  const text = JSON.stringify([entry.row.customerId, entry.feedPrefix, ...[...entry.feeds].sort()]);
  const digest = hash('sha256', `pksn-scope\n${text}`, 'hex').slice(0, SCOPE_DIGITS);
  digests.set(entry, digest);
  return digest;
}

/**
 * The live feeds that a license sees, in the order given. Throws LICENSE_SCOPE when it sees none, or not the one
 * that the request names.
 */
export function visibleFeeds(
  entry: RegistryEntry,
  liveFeeds: readonly string[],
  openFeeds: ReadonlySet<string>,
  named: string | null = null,
): string[] {
  const visible = liveFeeds.filter((feed) => coversFeed(entry, feed, openFeeds));
  if (visible.length === 0) throw new Fault('LICENSE_SCOPE', 'the license covers no feed that is served here');
  if (named !== null && !visible.includes(named)) {
    throw new Fault('LICENSE_SCOPE', 'the license does not cover the feed that the request names');
  }
  return visible;
}
