import type { Manifest, RunSections } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import type { TransactionSource } from './data-source';
import { In } from 'typeorm';
import type { LearntNews } from './contributions/learnt-files';
import { readLearntNews } from './contributions/learnt-files';
import type { LiveFeed } from './entities';
import { RunRow, SnapshotRow } from './entities';
import { newestGeneration } from './generation-history';
import type { GenerationMark, OverrideNews } from './overrides/override-news';
import { readOverrideNews } from './overrides/override-news';

/** Everything that a query process needs to answer from one generation, read in one database snapshot. */
export interface GenerationContent {
  readonly epoch: string;
  readonly number: number;
  readonly createdAt: Date;
  readonly feeds: readonly GenerationFeed[];
  readonly overrides: OverrideNews;
  readonly learnt: LearntNews;
}

export interface GenerationFeed extends LiveFeed {
  readonly manifest: Manifest;
  /** Base first. */
  readonly runs: readonly { readonly id: number; readonly sections: RunSections }[];
  /** Prefix lengths of addresses that occur in any of its runs. */
  readonly prefixLengths: { readonly ip4: readonly number[]; readonly ip6: readonly number[] };
}

/** The generation in force; of its overrides and of what was learnt, what is new since the generation `known`. */
export function readGeneration(
  source: TransactionSource,
  known: GenerationMark | null = null,
): Promise<GenerationContent> {
  return source.transaction('REPEATABLE READ', async (manager) => {
    const [installation] = (await manager.query('SELECT epoch FROM installation')) as [{ epoch: string }];
    const row = await newestGeneration(manager);
    const overrides = await readOverrideNews(manager, row.number, installation.epoch, known);
    const learnt = await readLearntNews(manager, overrides.whole || known === null ? null : known.number);
    const feeds: GenerationFeed[] = [];
    for (const feed of row.feeds) feeds.push(await readFeed(manager, feed));
    return { epoch: installation.epoch, number: row.number, createdAt: row.createdAt, feeds, overrides, learnt };
  });
}

async function readFeed(manager: EntityManager, live: LiveFeed): Promise<GenerationFeed> {
  const snapshot = await manager.getRepository(SnapshotRow).findOneByOrFail({ id: live.snapshotId });
  const ids = snapshot.runs.map(Number);
  const rows = new Map(
    (await manager.getRepository(RunRow).findBy({ id: In(ids) })).map((run) => [run.id, run.sections]),
  );
  const runs = ids.map((id) => ({ id, sections: rows.get(id) ?? {} }));
  return {
    ...live,
    manifest: snapshot.manifest,
    runs,
    prefixLengths: { ip4: lengths(runs, 'ip4'), ip6: lengths(runs, 'ip6') },
  };
}

/** Longest first, as lookups probe them. */
function lengths(runs: readonly { sections: RunSections }[], section: 'ip4' | 'ip6'): number[] {
  return [...new Set(runs.flatMap((run) => run.sections[section]?.prefixLengths ?? []))].sort((a, b) => b - a);
}
