import { Fault } from '@pksn/domain';
import type { Judgement } from '@pksn/ingest';
import { judgeStored } from '@pksn/ingest';
import type { Feeds, Judgements, SnapshotSteering } from '@pksn/store-postgres';
import { snapshotView } from '../packages/import-view';

export interface RevertPreviewPorts {
  readonly steering: Pick<SnapshotSteering, 'reversal'>;
  readonly feeds: Pick<Feeds, 'snapshot'>;
  readonly judgements: Judgements;
}

/** Judgements are small; each may have cost a look at all records of two snapshots. */
const KEPT = 16;
/** A fold may take the files away between the row and their opening. */
const TRIES = 3;

/** What going back would change, asked for before anybody goes back. One is made at a time; what was found is kept. */
export class RevertPreviews {
  private readonly kept = new Map<string, Promise<Judgement>>();
  private tail: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly ports: RevertPreviewPorts,
    private readonly indexDir: string,
  ) {}

  /** `to` null: the version that was live before. Faults: those of `reversalOf`, SNAPSHOT_DAMAGED. */
  async of(feed: string, to: number | null): Promise<object> {
    const { steering, feeds } = this.ports;
    const reversal = await steering.reversal(feed, to);
    const key = [reversal.from.id, reversal.to.id, reversal.guardRevision].join();
    const { preview, trips, guardReason } = await this.judged(key, reversal.to.id);
    const snapshot = snapshotView(await feeds.snapshot(reversal.to.id));
    return { from: reversal.from.version, to: reversal.to.version, snapshot, guard: guardReason, trips, preview };
  }

  private judged(key: string, id: number): Promise<Judgement> {
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    const work = this.tail.then(() => this.judge(id));
    this.tail = work.catch(() => this.kept.delete(key));
    this.kept.set(key, work);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT && oldest !== undefined) this.kept.delete(oldest);
    return work;
  }

  private async judge(id: number): Promise<Judgement> {
    const { judgements } = this.ports;
    for (let n = 1; ; n++) {
      try {
        return await judgeStored(this.indexDir, await judgements.stored(id), judgements);
      } catch (error) {
        if (!(error instanceof Fault) || error.code !== 'SEGMENT_CORRUPT') throw error;
        // Its text names files of the server.
        if (n === TRIES)
          throw new Fault('SNAPSHOT_DAMAGED', 'the stored files of the earlier version cannot be read', {
            cause: error,
          });
      }
    }
  }
}
