import { rebuildRun } from '@pksn/ingest';
import type { NeededRun, RunRecords } from '@pksn/ingest';
import { Fault } from '@pksn/domain';
import type { RunFiles } from '@pksn/reputation-index';
import { deepRunFlaw, runFlaw } from '@pksn/reputation-index';
import type { Clock, Logger } from '@pksn/runtime';
import type { RunDamage } from '@pksn/store-postgres';

const FINDER = 'import-worker';
/** The first rest of a run that could not be rebuilt; each further one is twice as long. */
const FIRST_REST_MS = 500;

export interface IndexCarePorts {
  readonly damage: Pick<RunDamage, 'exclusively' | 'report' | 'list' | 'failed' | 'dismiss' | 'rebuilt'>;
  readonly needed: () => Promise<NeededRun[]>;
  readonly withRecords: <T>(work: (records: RunRecords) => Promise<T>) => Promise<T>;
  readonly files: RunFiles;
  readonly clock: Clock;
  readonly log: Logger;
}

interface Flawed {
  readonly run: NeededRun;
  readonly flaw: string;
}

/**
 * Looks whether the files of all runs are there that snapshots need, and rebuilds from PostgreSQL what is lost or
 * damaged: live runs first, each after those below it. Runs that somebody said something about are read to the end.
 */
export class IndexCare {
  private readonly stopping = new AbortController();
  private readonly suspected = new Set<number>();
  private readonly rests = new Map<number, { readonly until: number; readonly ms: number }>();
  private isAllSuspected = false;
  private allReadAt = -Infinity;

  constructor(
    private readonly ports: IndexCarePorts,
    /** How long a run that could not be rebuilt rests at most. */
    private readonly restMs: number,
  ) {}

  stop(): void {
    this.stopping.abort();
  }

  /** The next look reads these runs to the end. */
  suspect = (runIds: readonly number[]): void => {
    for (const id of runIds) this.suspected.add(id);
  };

  /** The next look reads everything to the end; not more often than every `restMs`. */
  suspectAll(): void {
    const now = this.ports.clock.now();
    if (now < this.allReadAt + this.restMs) return;
    this.allReadAt = now;
    this.isAllSuspected = true;
  }

  async look(): Promise<void> {
    await this.ports.damage.exclusively(async () => {
      const needed = await this.ports.needed();
      if (this.isAllSuspected) this.suspect(needed.map(({ id }) => id));
      this.isAllSuspected = false;
      const flawed: Flawed[] = [];
      const reported = new Set((await this.ports.damage.list()).map(({ runId }) => runId));
      for (const run of needed) {
        const flaw = await this.flawOf(run, reported);
        if (flaw !== null) flawed.push({ run, flaw });
        reported.delete(run.id);
      }
      // What is left is named by nobody any more.
      for (const runId of reported) await this.ports.damage.dismiss(runId);
      for (const one of flawed) if (!this.stopping.signal.aborted) await this.rebuild(one);
    });
  }

  private async flawOf(run: NeededRun, reported: ReadonlySet<number>): Promise<string | null> {
    const { damage, files, log } = this.ports;
    const dir = files.runDir(String(run.id));
    const isDoubted = reported.has(run.id) || this.suspected.delete(run.id);
    if (this.isResting(run)) return null;
    const flaw = await (isDoubted ? deepRunFlaw : runFlaw)(dir, run.filesDigest);
    if (flaw === null) {
      if (reported.has(run.id)) await damage.dismiss(run.id);
    } else {
      await damage.report(run.id, FINDER, flaw.replaceAll(`${dir}/`, ''));
      log.error({ run: run.id, feed: run.feed, flaw }, 'files of a run are lost or damaged: they are rebuilt');
    }
    return flaw;
  }

  private isResting({ id }: NeededRun): boolean {
    return (this.rests.get(id)?.until ?? 0) > this.ports.clock.now();
  }

  private async rebuild({ run, flaw }: Flawed): Promise<void> {
    const { damage, withRecords, files, log, clock } = this.ports;
    try {
      await withRecords((records) => rebuildRun(files.indexDir, run, records, this.stopping.signal));
      const generation = await damage.rebuilt(run, flaw);
      this.rests.delete(run.id);
      log.info({ run: run.id, feed: run.feed, generation }, 'a run was rebuilt from the database');
    } catch (error) {
      if (this.stopping.signal.aborted) return;
      const ms = Math.min(this.restMs, 2 * (this.rests.get(run.id)?.ms ?? FIRST_REST_MS / 2));
      this.rests.set(run.id, { until: clock.now() + ms, ms });
      log.error({ run: run.id, feed: run.feed, error }, 'a run could not be rebuilt; it is tried again');
      await damage.failed(run.id, Fault.from(error).message);
    }
  }
}
