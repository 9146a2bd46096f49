import type { RecordStage, StagedSnapshot } from '@pksn/ingest';
import type { SectionLayout } from '@pksn/domain';
import type { DataSource } from 'typeorm';
import { RunPartition } from './run-partition';
import { commitSnapshot } from './snapshot-commit';

/** The partition of an imported run, and the snapshot that comes with it. */
export class PostgresRecordStage implements RecordStage {
  private constructor(private readonly partition: RunPartition) {}

  static async open(source: DataSource): Promise<PostgresRecordStage> {
    return new PostgresRecordStage(await RunPartition.open(source));
  }

  get runId(): number {
    return this.partition.runId;
  }

  write(section: SectionLayout, bytes: Buffer): Promise<void> {
    return this.partition.write(section, bytes);
  }

  seal(): Promise<void> {
    return this.partition.seal();
  }

  commit(snapshot: StagedSnapshot): Promise<number> {
    return this.partition.commit((manager) => commitSnapshot(manager, this.runId, snapshot));
  }

  abandon(): Promise<void> {
    return this.partition.abandon();
  }
}
