import type { EntityManager } from 'typeorm';

/** From now on nothing of the feed goes live by itself; what waited for an hour waits for the release. */
export async function pinFeed(
  manager: EntityManager,
  feed: string,
  why: { actor: string; reason: string },
): Promise<void> {
  await manager.query(
    'UPDATE feed SET pinned = true, pinned_at = now(), pinned_by = $2, pin_reason = $3 WHERE name = $1',
    [feed, why.actor, why.reason],
  );
}

export async function unpinFeed(manager: EntityManager, feed: string): Promise<void> {
  await manager.query(
    'UPDATE feed SET pinned = false, pinned_at = NULL, pinned_by = NULL, pin_reason = NULL WHERE name = $1',
    [feed],
  );
}
