import type { PackageImporter } from './package-importer';
import type { ImportLedger, PackageImport } from './ports';

export interface ImportLinePorts {
  readonly ledger: Pick<ImportLedger, 'unfinished' | 'find'>;
  readonly importer: Pick<PackageImporter, 'advance'>;
  /** Milliseconds since 1970. */
  /** Milliseconds of a clock that nobody sets: a rest by another one might not end. */
  readonly now: () => number;
}

/**
 * Works through the unfinished imports in the order in which they came, one at a time. Within a feed nothing
 * overtakes: a delta that was uploaded behind its base must find it. While an import waits for its next try, other
 * feeds go on; only what is not yet known to be of another feed waits with it.
 */
export class ImportLine {
  private tail: Promise<void> = Promise.resolve();
  private queued: Promise<void> | null = null;
  private stopped = false;
  private readonly restUntil = new Map<string, number>();

  /** An import that failed rests for `restMs` before its next try. */
  constructor(
    private readonly ports: ImportLinePorts,
    private readonly restMs: number,
  ) {}

  /** Resolves when a look that began after this call has ended. Throws what kept it from going on. */
  look(): Promise<void> {
    if (this.queued === null) {
      const look = this.tail.then(() => {
        this.queued = null;
        return this.round();
      });
      this.queued = look;
      this.tail = look.catch(() => undefined);
    }
    return this.queued;
  }

  /** Begins no further import, and waits for the one under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.tail;
  }

  private async round(): Promise<void> {
    const waiting = new Set<string | null>();
    for (const found of await this.ports.ledger.unfinished()) {
      if (this.stopped) return;
      if (mustWait(found, waiting) || !(await this.moved(found))) waiting.add(await this.feedOf(found));
    }
  }

  /** Whether the import came to its end. */
  private async moved({ id }: PackageImport): Promise<boolean> {
    if ((this.restUntil.get(id) ?? 0) > this.ports.now()) return false;
    const outcome = await this.ports.importer.advance(id);
    if (outcome === 'failed') this.restUntil.set(id, this.ports.now() + this.restMs);
    else this.restUntil.delete(id);
    return outcome === 'ended';
  }

  /** The feed as it is known by now; null as long as the manifest was not verified. */
  private async feedOf(found: PackageImport): Promise<string | null> {
    return found.feed ?? (await this.ports.ledger.find(found.id))?.feed ?? null;
  }
}

function mustWait({ feed }: PackageImport, waiting: ReadonlySet<string | null>): boolean {
  if (waiting.has(null)) return true;
  return feed === null ? waiting.size > 0 : waiting.has(feed);
}
