import { Fault } from '@pksn/domain';
import type { OwnFeedEntry, Verdict } from './own-feed-entry';
import { saysTheSame, verdictOf } from './own-feed-entry';
import type { OwnFeedObject } from './own-feed-object';
import { joined, ownFeedNames } from './own-feed-object';

/** An entry in force; without an id it is about to be written. */
export interface BookedEntry extends Verdict {
  readonly id: string | null;
  readonly object: OwnFeedObject;
  readonly names: readonly string[];
}

export type Booking =
  | { readonly what: 'added' | 'unchanged'; readonly entry: BookedEntry }
  | { readonly what: 'replaced'; readonly entry: BookedEntry; readonly before: readonly BookedEntry[] };

/** A weak hash may be made to fit several files. More are a list with a constant column, and each row would be compared with all. */
const MOST_OF_A_NAME = 64;

/** Entries by every name, so that one object has one entry whichever of its hashes is named. */
export class EntryBook {
  private readonly byName = new Map<string, Set<BookedEntry>>();

  /** What is in force under any of the names that will be put. */
  load(entries: readonly BookedEntry[]): void {
    for (const entry of entries) this.enter(entry);
  }

  /** Takes the place of what is said of the object, and keeps the hashes that were known of it. Fault: OWN_FEED_INVALID. */
  put(wanted: OwnFeedEntry): Booking {
    const verdict = verdictOf(wanted);
    const { object, before } = this.found(wanted.object);
    const [only, ...more] = before;
    const names = ownFeedNames(object);
    this.requireFew(names, before);
    if (only !== undefined && more.length === 0 && only.names.length === names.length && saysTheSame(verdict, only))
      return { what: 'unchanged', entry: only };
    const entry = { id: null, object, names, ...verdict };
    for (const one of before) this.strike(one);
    this.enter(entry);
    return before.length === 0 ? { what: 'added', entry } : { what: 'replaced', entry, before };
  }

  /** The object with all hashes that the book knows of it, and the entries that are about it. */
  private found(wanted: OwnFeedObject): { object: OwnFeedObject; before: BookedEntry[] } {
    const names = ownFeedNames(wanted);
    const related = new Set(names.flatMap((name) => [...(this.byName.get(name) ?? [])]));
    let object = wanted;
    const before: BookedEntry[] = [];
    for (const one of related) {
      const both = joined(object, one.object);
      // Files may have a weak hash in common: it can be made so.
      if (both === null && joined(wanted, one.object) === null) continue;
      if (both === null)
        throw new Fault('OWN_FEED_INVALID', 'the own feed knows several objects by this hash: name a stronger one');
      object = both;
      before.push(one);
    }
    return { object, before };
  }

  /** Fault: OWN_FEED_INVALID. */
  private requireFew(names: readonly string[], before: readonly BookedEntry[]): void {
    for (const name of names) {
      const there = this.byName.get(name);
      const others = (there?.size ?? 0) - before.filter((one) => there?.has(one)).length;
      if (others >= MOST_OF_A_NAME)
        throw new Fault(
          'OWN_FEED_INVALID',
          `the own feed would know more than ${String(MOST_OF_A_NAME)} objects by one hash`,
        );
    }
  }

  private enter(entry: BookedEntry): void {
    for (const name of entry.names) {
      const there = this.byName.get(name);
      if (there === undefined) this.byName.set(name, new Set([entry]));
      else there.add(entry);
    }
  }

  private strike(entry: BookedEntry): void {
    for (const name of entry.names) this.byName.get(name)?.delete(entry);
  }
}
