import type { FaultCode } from '@pksn/domain';
import { FAULT_KINDS, Fault } from '@pksn/domain';
import type { FeedLedger, ImportLedger, PackageImport, PackageSpool } from './ports';
import type { PackageStager } from './package-stager';

const MAX_ATTEMPTS = 5;

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
  readonly tell: (news: ImportNews) => void;
}

/**
 * Takes one import from where its row says it is to an end. May be called any number of times for the same import,
 * from any process, after any crash: the row and PostgreSQL's locks decide what is left to do.
 */
export class PackageImporter {
  constructor(
    private readonly ports: ImporterPorts,
    private readonly stager: PackageStager,
  ) {}

  /** Throws only what is worth another try; everything final is in the row. */
  async advance(importId: string): Promise<void> {
    await this.ports.ledger.exclusively(importId, () => this.work(importId));
  }

  private async work(importId: string): Promise<void> {
    const found = await this.ports.ledger.find(importId);
    if (found === null || isEnd(found.state)) return;
    const attempt = await this.ports.ledger.beginAttempt(importId);
    this.ports.tell({ importId, event: 'started' });
    try {
      await this.steps(found);
    } catch (error) {
      const fault = Fault.from(error);
      this.ports.tell({ importId, event: 'failed', code: fault.code, error });
      if (FAULT_KINDS[fault.kind].retry && attempt < MAX_ATTEMPTS) throw error;
      await this.reject(importId, fault);
    }
  }

  private async steps(found: PackageImport): Promise<void> {
    if (found.state === 'received' || found.state === 'verified') {
      const staged = await this.stager.stage(found);
      if (staged === 'unchanged') {
        await this.ports.ledger.close(found.id, 'unchanged', { code: null, detail: 'this very package was imported before' });
        return this.end(found.id, 'unchanged');
      }
      this.ports.tell({ importId: found.id, event: 'staged' });
    }
    await this.ports.ledger.markReady(found.id);
    const ready = await this.ports.ledger.find(found.id);
    if (ready?.snapshotId == null || ready.feed === null) throw new Fault('INTERNAL', 'a staged import has no snapshot');
    if (ready.hold || !(await this.ports.feeds.activatesAtOnce(ready.feed))) {
      const detail = ready.hold ? 'held as asked for' : 'held by the activation policy of the feed';
      await this.ports.ledger.close(found.id, 'held', { code: null, detail });
      return this.end(found.id, 'held');
    }
    await this.ports.feeds.activate(ready.snapshotId, found.id, found.actor, `import of ${ready.feed}`);
    return this.end(found.id, 'active');
  }

  private async end(importId: string, event: 'active' | 'held' | 'unchanged'): Promise<void> {
    await this.ports.spool.remove(importId);
    this.ports.tell({ importId, event });
  }

  private async reject(importId: string, fault: Fault): Promise<void> {
    await this.ports.ledger.close(importId, 'rejected', { code: fault.code, detail: fault.detail });
    await this.ports.spool.remove(importId);
    this.ports.tell({ importId, event: 'rejected', code: fault.code });
  }
}

function isEnd(state: PackageImport['state']): boolean {
  return state === 'active' || state === 'held' || state === 'rejected' || state === 'unchanged';
}
