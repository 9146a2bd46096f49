import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';

/** Of feeds that are to be granted, those without live content. Fault: NOT_FOUND for what is probably a typing error. */
export async function requireKnownFeeds(manager: EntityManager, feeds: readonly string[]): Promise<string[]> {
  const rows = (await manager.query(
    `SELECT asked.name,
       EXISTS (SELECT 1 FROM feed WHERE feed.name = asked.name)
         OR EXISTS (SELECT 1 FROM vendor WHERE vendor.name = split_part(asked.name, '/', 1)) AS known,
       EXISTS (SELECT 1 FROM snapshot WHERE feed = asked.name AND state = 'active') AS live
     FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, position) ORDER BY position`,
    [feeds],
  )) as { name: string; known: boolean; live: boolean }[];
  const strange = rows.find((one) => !one.known);
  if (strange !== undefined) {
    throw new Fault('NOT_FOUND', `there is no feed ${strange.name}, and no vendor of this name is trusted`);
  }
  return rows.filter((one) => !one.live).map((one) => one.name);
}

/** Sets what is granted beside the license's own feeds. */
export async function writeGrants(
  manager: EntityManager,
  license: { readonly vendor: string; readonly licenseId: string },
  feeds: readonly string[],
): Promise<void> {
  const name = [license.vendor, license.licenseId];
  await manager.query('UPDATE license SET granted_feeds = $3 WHERE vendor = $1 AND license_id = $2', [
    ...name,
    [...new Set(feeds)].sort(),
  ]);
  // The row of the installation stays locked, so that the revision with which this transaction ends is the next one.
  const [{ next }] = (await manager.query('SELECT registry_revision + 1 AS next FROM installation FOR UPDATE')) as [
    { next: string },
  ];
  await manager.query('UPDATE license SET granted_revision = $3 WHERE vendor = $1 AND license_id = $2', [
    ...name,
    next,
  ]);
}
