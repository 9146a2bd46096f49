import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import { recordAudit } from '../audit-log';
import { LOCKS, lockInTransaction } from '../locks';
import type { BookedEntry } from './entry-book';
import { EntryBook } from './entry-book';
import { endEntries, entriesNamed, insertEntries } from './entry-rows';
import type { OwnFeedEntry } from './own-feed-entry';
import { ownFeedNames } from './own-feed-object';

export interface OwnFeedOutcome {
  readonly id: string;
  readonly what: 'added' | 'replaced' | 'unchanged';
  /** Ids of the entries that gave way: several when one names hashes that were thought to be of several objects. */
  readonly replaced: readonly string[];
}

/** How the entries of an import fared, in their order; a fault: OWN_FEED_INVALID, why this one was not taken. */
export type OwnFeedImport = readonly (OwnFeedOutcome['what'] | Fault)[];

const PORTION_ROWS = 2_000;

/**
 * Says something of an object to all who import the own feed from its next package on, in place of what was said of it
 * before; part of the caller's transaction, and audited in it. `by` is an actor as the audit log names it. Faults:
 * OWN_FEED_INVALID, SERVICE_UNAVAILABLE while another change takes long.
 */
export async function putOwnFeedEntry(
  manager: EntityManager,
  entry: OwnFeedEntry,
  by: string,
): Promise<OwnFeedOutcome> {
  await lockInTransaction(manager, LOCKS.ownFeed);
  const book = new EntryBook();
  book.load(await entriesNamed(manager, ownFeedNames(entry.object)));
  const booking = book.put(entry);
  if (booking.what === 'unchanged') return { id: booking.entry.id ?? '', what: 'unchanged', replaced: [] };
  const replaced = booking.what === 'replaced' ? booking.before.flatMap(({ id }) => id ?? []) : [];
  if (replaced.length > 0) await endEntries(manager, replaced, by);
  const [id = ''] = await insertEntries(manager, [booking.entry], by);
  const detail = { zone: entry.zone, reason: entry.reason, ...(replaced.length === 0 ? {} : { replaces: replaced }) };
  await recordAudit(manager, { actor: by, action: 'own-feed.added', subject: id, detail });
  return { id, what: booking.what, replaced };
}

/**
 * Those that can be taken, together; a later one takes the place of an earlier one about the same object. One entry of
 * the audit log for all.
 */
export async function importOwnFeed(
  manager: EntityManager,
  entries: readonly OwnFeedEntry[],
  by: string,
): Promise<OwnFeedImport> {
  await lockInTransaction(manager, LOCKS.ownFeed);
  const outcomes: OwnFeedImport[number][] = [];
  for (let at = 0; at < entries.length; at += PORTION_ROWS) {
    outcomes.push(...(await importPortion(manager, entries.slice(at, at + PORTION_ROWS), by)));
  }
  const count = (what: OwnFeedOutcome['what']): number => outcomes.filter((one) => one === what).length;
  const detail = { added: count('added'), replaced: count('replaced'), unchanged: count('unchanged') };
  if (detail.added + detail.replaced > 0)
    await recordAudit(manager, { actor: by, action: 'own-feed.imported', subject: 'own-feed', detail });
  return outcomes;
}

async function importPortion(
  manager: EntityManager,
  portion: readonly OwnFeedEntry[],
  by: string,
): Promise<OwnFeedImport> {
  const read = portion.map((entry) => attempt(() => ownFeedNames(entry.object)));
  const book = new EntryBook();
  book.load(
    await entriesNamed(
      manager,
      read.flatMap((names) => (names instanceof Fault ? [] : names)),
    ),
  );
  const ended: string[] = [];
  const wanted = new Set<BookedEntry>();
  const outcomes = portion.map((entry, i) => {
    const names = read[i];
    if (names instanceof Fault) return names;
    const booking = attempt(() => book.put(entry));
    if (booking instanceof Fault) return booking;
    if (booking.what === 'unchanged') return booking.what;
    for (const before of booking.what === 'replaced' ? booking.before : []) {
      wanted.delete(before);
      if (before.id !== null) ended.push(before.id);
    }
    wanted.add(booking.entry);
    return booking.what;
  });
  if (ended.length > 0) await endEntries(manager, ended, by);
  if (wanted.size > 0) await insertEntries(manager, [...wanted], by);
  return outcomes;
}

function attempt<T>(work: () => T): T | Fault {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
