import type { SectionLayout } from '@pksn/domain';
import { FetchedFeed } from '@pksn/reputation-index';
import type { FeedSource } from '@pksn/reputation-index';
import type { FeedRecords, KeptSnapshot, NamedKey } from '@pksn/store-postgres';
import { inForce, recordName } from '@pksn/store-postgres';

/** What has been fetched of some snapshots, and what is still wanted of them. A key is fetched for all of them at once. */
export class RecordBook {
  private readonly known = new Set<string>();
  private readonly wanted = new Map<string, NamedKey>();
  private readonly values = new Map<number, Map<string, Buffer>>();
  private readonly feeds = new Map<number, FeedSource>();

  constructor(private readonly snapshots: ReadonlyMap<number, KeptSnapshot>) {}

  /** The snapshot as a feed that is asked. */
  feedOf(snapshotId: number): FeedSource {
    const made = this.feeds.get(snapshotId);
    if (made !== undefined) return made;
    const snapshot = this.snapshots.get(snapshotId);
    if (snapshot === undefined) throw new RangeError(`snapshot ${String(snapshotId)} is not in this book`);
    const feed = new FetchedFeed(snapshot, {
      value: (section, key) => this.value(snapshotId, section, key),
    });
    this.feeds.set(snapshotId, feed);
    return feed;
  }

  /** Fetches what is wanted; false: nothing was. */
  async fetch(records: FeedRecords): Promise<boolean> {
    if (this.wanted.size === 0) return false;
    const keys = [...this.wanted.values()];
    const runs = [...new Set([...this.snapshots.values()].flatMap((one) => one.runs))];
    const byRun = runs.length === 0 ? new Map<number, Map<string, Buffer>>() : await records.inRuns(runs, keys);
    for (const [id, snapshot] of this.snapshots) {
      const own = this.values.get(id) ?? new Map<string, Buffer>();
      for (const [name, value] of inForce(snapshot.runs, byRun)) own.set(name, value);
      this.values.set(id, own);
    }
    for (const name of this.wanted.keys()) this.known.add(name);
    this.wanted.clear();
    return true;
  }

  private value(snapshotId: number, section: SectionLayout, key: Buffer): Buffer | null {
    const name = recordName({ section: section.id, key });
    if (this.known.has(name)) return this.values.get(snapshotId)?.get(name) ?? null;
    // A copy: the caller goes on with its own.
    this.wanted.set(name, { section: section.id, key: Buffer.from(key) });
    return null;
  }
}
