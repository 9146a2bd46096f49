import type { Clock, Logger } from '@pksn/runtime';
import { readGenerationSteps, readSnapshotFacts } from '@pksn/store-postgres';
import type { CurrentGeneration } from '../generation/current-generation';
import type { LicenseGate } from '../license/license-gate';
import type { RegistryState } from '../license/registry-state';
import type { WaitingDatabase } from '../waiting-database';
import { ChangePages } from './change-pages';
import { ChangeSets } from './change-sets';
import { ChangeStreams } from './change-streams';
import { GenerationJournal } from './generation-journal';
import { PageCache } from './page-cache';

export interface ChangePlanePorts {
  readonly generations: CurrentGeneration;
  readonly registry: RegistryState;
  readonly license: LicenseGate;
  readonly clock: Clock;
  readonly log: Logger;
  readonly database: WaitingDatabase;
  readonly indexDir: string;
}

/** What tells of changes, put together. It reads the database and the runs on disk, and nothing waits for it. */
export function changes(ports: ChangePlanePorts): { readonly pages: PageCache; readonly streams: ChangeStreams } {
  const { generations, registry, license, clock, log, database, indexDir } = ports;
  const { manager } = database.source;
  const journal = new GenerationJournal((from, to, limit) =>
    database.use(() => readGenerationSteps(manager, from, to, limit)),
  );
  const sets = new ChangeSets(indexDir, (id) => database.use(() => readSnapshotFacts(manager, id)));
  const pages = new PageCache(new ChangePages({ generations, registry, journal, sets }), generations, registry);
  return { pages, streams: new ChangeStreams({ generations, license, pages, clock, log }) };
}
