import type { PackageImporter } from './package-importer';
import type { ImportLedger, PackageImport } from './ports';

export interface ImportLinePorts {
  readonly ledger: Pick<ImportLedger, 'unfinished'>;
  readonly importer: Pick<PackageImporter, 'advance' | 'leave'>;
  /** The feed that a package says it is of, which nobody has verified; null when it says none. */
  readonly claimedFeed: (importId: string) => Promise<string | null>;
  /** Hears of imports that could not go on for reasons that are not their own. */
  readonly onTrouble: (importId: string, error: unknown) => void;
  /** Milliseconds since 1970. */
  /** Milliseconds of a clock that nobody sets: a rest by another one might not end. */
  readonly now: () => number;
}

export interface ImportLineLimits {
  /** An import that failed rests for so long before its next try. */
  readonly restMs: number;
  /** Imports of different feeds that go on side by side. */
  readonly atOnce: number;
}

/**
 * Works through the unfinished imports: one of a feed at a time, in the order in which they came, since a delta that
 * was uploaded behind its base must find it; several feeds side by side, so that a large one delays no other. What a
 * package says of its feed decides only behind whom it waits. An import over which a process died comes after all that
 * can go on, and runs alone: if it dies again, no other died with it.
 */
export class ImportLine {
  private readonly running = new Map<string, Promise<void>>();
  private tail: Promise<void> = Promise.resolve();
  private queued: Promise<void> | null = null;
  private stopped = false;
  /** What runs died before, and nothing may run beside it. */
  private isAlone = false;
  private readonly restUntil = new Map<string, number>();
  private claims = new Map<string, string>();

  constructor(
    private readonly ports: ImportLinePorts,
    private readonly limits: ImportLineLimits,
  ) {}

  /** Begins what can be begun; resolves when a look that began after this call has done so. Throws what kept it from looking. */
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

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    for (;;) {
      const { tail } = this;
      await Promise.all([tail, ...this.running.values()]);
      if (this.running.size === 0 && this.tail === tail) return;
    }
  }

  /** Begins no further import, and waits for those under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.ports.importer.leave();
    await this.idle();
  }

  private async round(): Promise<void> {
    const unfinished = await this.ports.ledger.unfinished();
    await this.readClaims(unfinished);
    const next = this.heads(unfinished);
    for (const [lane, { id, begun }] of next) {
      if (this.stopped || this.isAlone || this.running.size >= this.limits.atOnce) return;
      if (begun === 0) this.begin(lane, id);
    }
    const [suspect] = [...next].filter(([, { begun }]) => begun > 0);
    if (this.stopped || this.running.size > 0 || suspect === undefined) return;
    this.isAlone = true;
    this.begin(suspect[0], suspect[1].id);
  }

  /** What can be begun: the oldest of each feed of which nothing is under way, unless it rests. */
  private heads(unfinished: readonly PackageImport[]): Map<string, PackageImport> {
    const heads = new Map<string, PackageImport>();
    for (const found of unfinished) {
      const lane = found.feed ?? this.claims.get(found.id) ?? found.id;
      if (!heads.has(lane)) heads.set(lane, found);
    }
    for (const [lane, { id }] of heads) {
      const rests = (this.restUntil.get(id) ?? 0) > this.ports.now();
      if (rests || this.running.has(lane)) heads.delete(lane);
    }
    return heads;
  }

  private async readClaims(unfinished: readonly PackageImport[]): Promise<void> {
    const claims = new Map<string, string>();
    for (const { id, feed } of unfinished) {
      if (feed === null) claims.set(id, this.claims.get(id) ?? (await this.ports.claimedFeed(id)) ?? id);
    }
    this.claims = claims;
  }

  private begin(lane: string, importId: string): void {
    const work = this.advance(importId).then((goesOn) => {
      this.running.delete(lane);
      this.isAlone = false;
      if (goesOn) this.look().catch((error: unknown) => this.ports.onTrouble(importId, error));
    });
    this.running.set(lane, work);
  }

  /** Whether it is worth a look at what comes next. */
  private async advance(importId: string): Promise<boolean> {
    try {
      const outcome = await this.ports.importer.advance(importId);
      this.restUntil.delete(importId);
      if (outcome === 'failed') this.rest(importId);
      return outcome !== 'busy';
    } catch (error) {
      this.rest(importId);
      this.ports.onTrouble(importId, error);
      return false;
    }
  }

  private rest(importId: string): void {
    this.restUntil.set(importId, this.ports.now() + this.limits.restMs);
  }
}
