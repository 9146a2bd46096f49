import { sectionLayout } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import type { LiveFeed } from './entities';

/** One owner's override that began or ended to count with a generation, or a file of which something was learnt in it. */
export interface OverrideChange {
  readonly generation: number;
  /** Null: the provider's own, or of everyone's concern. */
  readonly customerId: string | null;
  readonly section: number;
  readonly key: Buffer;
}

export interface GenerationFacts {
  readonly number: number;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
  readonly feeds: readonly LiveFeed[];
}

export interface GenerationSteps {
  /** Those that there are of the generations asked for, ascending, the first one included. */
  readonly generations: readonly GenerationFacts[];
  /** Changes after the first up to the last, by generation, section and key; null when there are more than the limit. */
  readonly overrides: readonly OverrideChange[] | null;
}

/** The snapshot's runs, base first, and its records; runs change when they are folded, content does not. */
export interface SnapshotFacts {
  readonly runs: readonly number[];
  readonly records: number;
}

const FILES = sectionLayout('file-sha256').id;

interface OverrideChangeRow {
  readonly generation: string;
  readonly customer_id: string | null;
  readonly section: number;
  readonly key: Buffer;
}

/** The way from one generation to another, as the rows tell it. */
export async function readGenerationSteps(
  manager: Pick<EntityManager, 'query'>,
  from: number,
  to: number,
  overrideLimit: number,
): Promise<GenerationSteps> {
  const rows = (await manager.query(
    'SELECT number, created_at, feeds FROM generation WHERE number BETWEEN $1 AND $2 ORDER BY number',
    [from, to],
  )) as { number: string; created_at: Date; feeds: LiveFeed[] }[];
  const changes = (await manager.query(
    `SELECT * FROM (
       SELECT added_in AS generation, customer_id, section, key FROM override WHERE added_in > $1 AND added_in <= $2
       UNION ALL
       SELECT removed_in, customer_id, section, key FROM override WHERE removed_in > $1 AND removed_in <= $2
       UNION ALL
       SELECT generation, NULL, ${String(FILES)}, sha256 FROM learnt_file WHERE generation > $1 AND generation <= $2
       LIMIT $3) AS few ORDER BY generation, section, key`,
    [from, to, overrideLimit + 1],
  )) as OverrideChangeRow[];
  return {
    generations: rows.map((row) => ({ number: Number(row.number), at: row.created_at.getTime(), feeds: row.feeds })),
    overrides: changes.length > overrideLimit ? null : changes.map(overrideChange),
  };
}

function overrideChange({ generation, customer_id: customerId, section, key }: OverrideChangeRow): OverrideChange {
  return { generation: Number(generation), customerId, section, key };
}

/** Null for a snapshot that is not known any longer. */
export async function readSnapshotFacts(
  manager: Pick<EntityManager, 'query'>,
  id: number,
): Promise<SnapshotFacts | null> {
  const [row] = (await manager.query('SELECT runs, counts FROM snapshot WHERE id = $1', [id])) as {
    runs: string[];
    counts: Record<string, number>;
  }[];
  if (row === undefined) return null;
  return { runs: row.runs.map(Number), records: Object.values(row.counts).reduce((sum, count) => sum + count, 0) };
}
