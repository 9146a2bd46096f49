import { Fault } from '@pksn/domain';
import type { RecheckedSnapshot, RunSections } from '@pksn/ingest';
import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { RunRow, SnapshotRow } from './entities';
import { storedSnapshot } from './feed-ledger';

/** The least that a record takes in a table; a partition that is smaller has lost some. */
const LEAST_ROW_BYTES = 40;

const PARTITIONS = `SELECT r.id, EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = t.oid AND i.inhparent = 'reputation_record'::regclass) AS attached,
    EXISTS (SELECT 1 FROM pg_index x WHERE x.indrelid = t.oid AND x.indisunique AND x.indisvalid) AS keyed,
    coalesce(pg_relation_size(t.oid), 0)::float8 AS size
  FROM unnest($1::bigint[]) AS r (id) LEFT JOIN pg_class t ON t.oid = to_regclass('reputation_run_' || r.id)`;

/**
 * A snapshot that is to go live again, with its runs: each must have its row and its partition, attached, keyed, and not
 * smaller than its records. Takes milliseconds at any size. Faults: NOT_FOUND, SNAPSHOT_DAMAGED.
 */
export async function recallSnapshot(manager: EntityManager, id: number): Promise<RecheckedSnapshot> {
  const row = await manager.getRepository(SnapshotRow).findOneBy({ id });
  if (row === null) throw new Fault('NOT_FOUND', `there is no snapshot ${String(id)}`);
  const snapshot = storedSnapshot(row);
  const rows = await manager.getRepository(RunRow).findBy({ id: In([...snapshot.runs]) });
  const sections = new Map(rows.map((run) => [run.id, run.sections]));
  const partitions = (await manager.query(PARTITIONS, [snapshot.runs])) as {
    id: string;
    attached: boolean;
    keyed: boolean;
    size: number;
  }[];
  for (const { id: runId, attached, keyed, size } of partitions) {
    const known = sections.get(Number(runId));
    if (known === undefined || !attached || !keyed || size < recordsOf(known) * LEAST_ROW_BYTES) {
      throw new Fault('SNAPSHOT_DAMAGED', `the records of run ${runId} are not whole in the database`);
    }
  }
  return { ...snapshot, sections };
}

function recordsOf(sections: RunSections): number {
  return Object.values(sections).reduce((sum, { records }) => sum + records, 0);
}
