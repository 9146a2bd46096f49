import type { RegistryRow } from '@pksn/licensing';
import type { DataSource } from 'typeorm';
import type { ProviderFacts } from './administration';
import { FeedRow } from './entities';
import { selectKeys } from './license-rows';

/** Everything that a query process needs to judge a key, read in one database snapshot. */
export interface RegistryContent {
  readonly revision: number;
  readonly keys: readonly RegistryRow[];
  readonly openFeeds: readonly string[];
  readonly provider: ProviderFacts;
}

export function readRegistry(source: DataSource): Promise<RegistryContent> {
  return source.transaction('REPEATABLE READ', async (manager) => {
    const [{ revision }] = (await manager.query('SELECT registry_revision AS revision FROM installation')) as [
      { revision: string },
    ];
    const [provider] = (await manager.query('SELECT name, contacts FROM provider')) as [ProviderFacts];
    const open = await manager.getRepository(FeedRow).findBy({ open: true });
    return {
      revision: Number(revision),
      keys: await selectKeys(manager),
      openFeeds: open.map((feed) => feed.name),
      provider,
    };
  });
}
