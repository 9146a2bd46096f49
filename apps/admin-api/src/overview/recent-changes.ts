import type { GenerationRow } from '@pksn/store-postgres';

export interface FeedChange {
  readonly feed: string;
  /** Null: it was not, or is not, live. */
  readonly from: number | null;
  readonly to: number | null;
}

export interface RecentChange {
  readonly generation: number;
  readonly at: string;
  readonly reason: string;
  readonly actor: string;
  /** What it changed of the live feeds; none: overrides alone. */
  readonly feeds: readonly FeedChange[];
}

/** What the generations since `since` (ms since 1970) changed; `newest` is ordered from the newest, and one further is needed for each last. */
export function recentChanges(newest: readonly GenerationRow[], since: number): RecentChange[] {
  return newest.flatMap((row, i): RecentChange[] => {
    const before = newest[i + 1];
    if (before === undefined || row.createdAt.getTime() < since) return [];
    const { number, createdAt, reason, actor } = row;
    return [{ generation: number, at: createdAt.toISOString(), reason, actor, feeds: feedChanges(before, row) }];
  });
}

function feedChanges(before: GenerationRow, after: GenerationRow): FeedChange[] {
  const versions = ({ feeds }: GenerationRow): Map<string, number> =>
    new Map(feeds.map(({ feed, version }) => [feed, version]));
  const [old, now] = [versions(before), versions(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((feed) => ({ feed, from: old.get(feed) ?? null, to: now.get(feed) ?? null }))
    .filter(({ from, to }) => from !== to);
}
