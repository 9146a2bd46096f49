import type { RunStage } from '@pksn/ingest';
import type { SectionLayout } from '@pksn/domain';
import type { DataSource, EntityManager } from 'typeorm';
import { RunPartition } from './run-partition';

/** Writes what goes with a filled partition, in its transaction. */
type Commit<Content, Outcome> = (manager: EntityManager, runId: number, content: Content) => Promise<Outcome>;

/** The partition of a run, and what comes with it. */
export class PostgresRunStage<Content, Outcome> implements RunStage<Content, Outcome> {
  private constructor(
    private readonly partition: RunPartition,
    private readonly commitContent: Commit<Content, Outcome>,
  ) {}

  static async open<Content, Outcome>(
    source: DataSource,
    commit: Commit<Content, Outcome>,
  ): Promise<PostgresRunStage<Content, Outcome>> {
    return new PostgresRunStage(await RunPartition.open(source), commit);
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

  commit(content: Content): Promise<Outcome> {
    return this.partition.commit((manager) => this.commitContent(manager, this.runId, content));
  }

  abandon(): Promise<void> {
    return this.partition.abandon();
  }
}
