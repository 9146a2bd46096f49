import type { FaultCode } from '@pksn/domain';
import { FAULT_KINDS, Fault } from '@pksn/domain';
import type { Activation, FeedLedger, ImportLedger, ImportLock, PackageImport, PackageSpool } from './ports';
import { holdFor } from './hold';
import type { PackageStager } from './package-stager';

/** Attempts that may fail by the import's own fault before it is rejected. */
export const MAX_FAILURES = 5;
/** Processes that may die over an import before it is rejected. */
const MAX_DEATHS = 5;
/** Judgements of a snapshot while what is live changes under it. */
const TRIES = 3;

export interface ImportNews {
  readonly importId: string;
  readonly event: 'started' | 'staged' | 'active' | 'held' | 'unchanged' | 'rejected' | 'failed';
  readonly code?: FaultCode;
  readonly error?: unknown;
}

export interface ImporterPorts {
  readonly ledger: ImportLedger;
  readonly feeds: FeedLedger;
  readonly spool: PackageSpool;
  /** Judges a staged snapshot against what is live now, and keeps the outcome. */
  readonly judge: (snapshotId: number) => Promise<void>;
  readonly tell: (news: ImportNews) => void;
  /** What an error of the database means; it is returned as it is when it means nothing. */
  readonly meaning?: (error: unknown) => unknown;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** `busy`: another process works on it. `failed`: it is worth another try, later. */
export type ImportOutcome = 'ended' | 'busy' | 'failed';

/**
 * Takes one import from where its row says it is to an end. May be called any number of times for the same import,
 * from any process, after any crash: the row and PostgreSQL's locks decide what is left to do.
 */
export class PackageImporter {
  /** Under work in this process. */
  private readonly underWay = new Set<string>();
  /** Ended in order, but the database could not be told. */
  private readonly untold = new Set<string>();
  private isLeaving = false;

  constructor(
    private readonly ports: ImporterPorts,
    private readonly stager: Pick<PackageStager, 'stage'>,
    private readonly maxDeaths = MAX_DEATHS,
  ) {}

  /** Faults: SERVICE_UNAVAILABLE when the database was lost. What is wrong with the import itself is in its row. */
  async advance(importId: string): Promise<ImportOutcome> {
    let outcome: ImportOutcome = 'busy';
    await this.ports.ledger.exclusively(importId, async (lock) => {
      outcome = await this.work(importId, lock);
    });
    return outcome;
  }

  private async work(importId: string, lock: ImportLock): Promise<ImportOutcome> {
    const found = await this.ports.ledger.find(importId);
    if (found === null || isEnd(found.state)) return 'ended';
    this.ports.tell({ importId, event: 'started' });
    this.underWay.add(importId);
    try {
      await this.countBegin(importId);
      await this.steps(found);
      return 'ended';
    } catch (error) {
      const fault = Fault.from(this.ports.meaning?.(error) ?? error);
      this.ports.tell({ importId, event: 'failed', code: fault.code, error });
      await this.survived(importId);
      return await this.failed(importId, fault, lock);
    } finally {
      this.underWay.delete(importId);
    }
  }

  /** A package that kills the process each time must not be tried for ever. Fault: IMPORT_CRASHES. */
  private async countBegin(importId: string): Promise<void> {
    if (this.untold.has(importId)) await this.ports.ledger.survived(importId);
    this.untold.delete(importId);
    const deaths = await this.ports.ledger.begin(importId);
    if (this.isLeaving) await this.survived(importId);
    if (deaths >= this.maxDeaths)
      throw new Fault('IMPORT_CRASHES', `the worker died ${String(deaths)} times while it worked on this package`);
  }

  private async survived(importId: string): Promise<void> {
    await this.ports.ledger.survived(importId).catch(() => this.untold.add(importId));
  }

  /** The process is told to stop, and may be made to before an import ends: that is no death of the import's doing. */
  async leave(): Promise<void> {
    this.isLeaving = true;
    for (const importId of this.underWay) await this.survived(importId);
  }

  private async steps(found: PackageImport): Promise<void> {
    if (found.state === 'received' || found.state === 'verified') {
      const staged = await this.stager.stage(found);
      if (staged === 'unchanged') {
        await this.ports.ledger.close(found.id, 'unchanged', {
          code: null,
          detail: 'this very package was imported before',
        });
        return this.end(found.id, 'unchanged');
      }
      this.ports.tell({ importId: found.id, event: 'staged' });
    }
    await this.ports.ledger.markReady(found.id);
    const ready = await this.ports.ledger.find(found.id);
    if (ready?.snapshotId == null || ready.feed === null)
      throw new Fault('INTERNAL', 'a staged import has no snapshot');
    if (ready.hold) {
      await this.ports.ledger.hold(found.id, holdFor('asked', 'held as asked for'));
      return this.end(found.id, 'held');
    }
    const why = { actor: found.actor, reason: `import of ${ready.feed}`, now: this.ports.now() };
    return this.end(found.id, await this.goLive(ready.snapshotId, found.id, why));
  }

  /** Judges anew as long as something else went live since. */
  private async goLive(
    snapshotId: number,
    importId: string,
    why: Activation,
  ): Promise<'active' | 'held' | 'unchanged'> {
    for (let n = 0; n < TRIES; n++) {
      const { state } = await this.ports.feeds.activate(snapshotId, importId, why);
      if (state !== 'unjudged') return state;
      await this.ports.judge(snapshotId);
    }
    throw new Fault('SERVICE_UNAVAILABLE', 'what is live in the feed changes too fast');
  }

  private async end(importId: string, event: 'active' | 'held' | 'unchanged'): Promise<void> {
    await this.ports.spool.remove(importId);
    this.ports.tell({ importId, event });
  }

  /** An import pays for what is wrong with it, never for a database that went away or a process that was killed. */
  private async failed(importId: string, fault: Fault, lock: ImportLock): Promise<ImportOutcome> {
    if (!(await lock.held()))
      throw new Fault('SERVICE_UNAVAILABLE', 'the database was lost during an import', { cause: fault });
    if (fault.kind === 'unavailable') return 'failed';
    // What is stored here is damaged, and the package is not: it goes on when that is rebuilt.
    if (fault.code === 'SEGMENT_CORRUPT') {
      await this.ports.ledger.progress(importId, 'awaiting-base', 0);
      return 'failed';
    }
    const failures = await this.ports.ledger.countFailure(importId);
    if (FAULT_KINDS[fault.kind].retry && failures < MAX_FAILURES) return 'failed';
    await this.ports.ledger.close(importId, 'rejected', { code: fault.code, detail: fault.detail });
    await this.ports.spool.remove(importId);
    this.ports.tell({ importId, event: 'rejected', code: fault.code });
    return 'ended';
  }
}

function isEnd(state: PackageImport['state']): boolean {
  return state === 'active' || state === 'held' || state === 'rejected' || state === 'unchanged';
}
