import { once } from 'node:events';
import type { RecordStage, StagedSnapshot } from '@pksn/ingest';
import type { SectionLayout } from '@pksn/domain';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { CopyStreamQuery } from 'pg-copy-streams';
import type { DataSource, QueryRunner } from 'typeorm';
import { COPY_HEADER, COPY_TRAILER, copyRows } from './copy-rows';
import { databaseFault } from './database-fault';
import { LOCKS } from './locks';
import { commitSnapshot } from './snapshot-commit';

/**
 * A run's partition, filled in one transaction: the table is made, copied into, keyed and attached before anyone
 * can see it, so a process that dies at any point leaves nothing behind.
 */
export class PostgresRecordStage implements RecordStage {
  private copy: CopyStreamQuery | null = null;
  private failure: unknown = null;

  private constructor(
    private readonly runner: QueryRunner,
    private readonly client: PoolClient,
    readonly runId: number,
  ) {}

  static async open(source: DataSource): Promise<PostgresRecordStage> {
    const runner = source.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      await runner.startTransaction();
      await runner.query('SELECT pg_advisory_xact_lock_shared($1)', [LOCKS.staging]);
      const [row] = (await runner.query(`SELECT nextval('run_id')::int8 AS id`)) as [{ id: string }];
      const stage = new PostgresRecordStage(runner, client, Number(row.id));
      await runner.query(
        `CREATE TABLE ${stage.table} (LIKE reputation_record INCLUDING CONSTRAINTS, CHECK (run_id = ${String(stage.runId)}))`,
      );
      return stage;
    } catch (error) {
      await runner.rollbackTransaction().catch(() => undefined);
      await runner.release();
      throw error;
    }
  }

  private get table(): string {
    return `reputation_run_${String(this.runId)}`;
  }

  async write(section: SectionLayout, bytes: Buffer): Promise<void> {
    const stream = (this.copy ??= this.startCopy());
    if (this.failure !== null) throw databaseFault(this.failure);
    if (!stream.write(copyRows(this.runId, section, bytes))) await this.settled(stream, 'drain');
  }

  /** Waits for the event, or for the end of the stream; leaves no listener behind. */
  private async settled(stream: CopyStreamQuery, event: 'drain' | 'finish'): Promise<void> {
    const either = new AbortController();
    const { signal } = either;
    try {
      await Promise.race([once(stream, event, { signal }), once(stream, 'close', { signal })]);
    } catch (error) {
      throw databaseFault(this.failure ?? error);
    } finally {
      either.abort();
    }
    if (this.failure !== null) throw databaseFault(this.failure);
  }

  private startCopy(): CopyStreamQuery {
    const stream = this.client.query(copyFrom(copyCommand(this.table)));
    stream.on('error', (error) => {
      this.failure = error;
    });
    stream.write(COPY_HEADER);
    return stream;
  }

  async seal(): Promise<void> {
    const stream = (this.copy ??= this.startCopy());
    stream.end(COPY_TRAILER);
    await this.settled(stream, 'finish');
    try {
      await this.runner.query(`CREATE UNIQUE INDEX ${this.table}_key ON ${this.table} (section, key)`);
      await this.runner.query(
        `ALTER TABLE reputation_record ATTACH PARTITION ${this.table} FOR VALUES IN (${String(this.runId)})`,
      );
    } catch (error) {
      throw databaseFault(error);
    }
  }

  async commit(snapshot: StagedSnapshot): Promise<number> {
    const id = await commitSnapshot(this.runner.manager, this.runId, snapshot);
    await this.runner.commitTransaction();
    await this.runner.release();
    return id;
  }

  async abandon(): Promise<void> {
    if (this.copy !== null && !this.copy.writableEnded) this.copy.destroy(new Error('the import was abandoned'));
    await this.runner.rollbackTransaction().catch(() => undefined);
    await this.runner.release();
  }
}

/** FREEZE: the table is made in the same transaction, so its rows need no second visit by vacuum. */
function copyCommand(table: string): string {
  return `COPY ${table} FROM STDIN WITH (FORMAT binary, FREEZE true)`;
}

/** A stream of binary COPY into a table that this runner's transaction has made. */
export async function copyInto(runner: QueryRunner, table: string): Promise<CopyStreamQuery> {
  const client = (await runner.connect()) as PoolClient;
  return client.query(copyFrom(copyCommand(table)));
}
