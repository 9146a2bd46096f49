import type { Clock, Logger } from '@pksn/runtime';
import type { DataSource, GenerationContent, Revisions } from '@pksn/store-postgres';
import { ChangeWatch, readGeneration, readRegistry, readRegistrySince } from '@pksn/store-postgres';
import type { RegistryState } from '../license/registry-state';
import type { CurrentGeneration } from './current-generation';
import { openGeneration } from './open-generation';
import type { RunShelf } from './run-shelf';

export interface FollowerPorts {
  /** A connection of the follower's own, whose queries give up after some seconds; used until one of them fails. */
  readonly open: () => Promise<DataSource>;
  readonly databaseUrl: string;
  readonly generations: CurrentGeneration;
  readonly registry: RegistryState;
  readonly shelf: RunShelf;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Follows the generation row and the registry. A generation that cannot be opened leaves the old one in force and
 * raises an alarm in the log and in health; the watch's next look, half a second later, tries again.
 */
export class Follower {
  private readonly watch: ChangeWatch;
  private source: DataSource | null = null;
  private wanted: Revisions | null = null;
  private working = false;
  private complaint: string | null = null;
  /** Why the newest generation could not be opened, or null. */
  alarm: string | null = null;

  constructor(
    private readonly ports: FollowerPorts,
    pollMs: number,
  ) {
    this.watch = new ChangeWatch(ports.databaseUrl, {
      pollMs,
      seen: (revisions) => void this.seen(revisions),
      failed: (error) => this.complain('the database cannot be watched; trying again', error),
    });
  }

  /**
   * Reads registry and generation once, then follows. What cannot be read now, because the database is away or a
   * segment is damaged, is read as soon as it can be; until then lookups get SERVICE_UNAVAILABLE.
   */
  async start(): Promise<void> {
    await this.attempt(async () => {
      await this.readRegistry();
      await this.readGeneration();
    });
    void this.watch.start();
  }

  async stop(): Promise<void> {
    await this.watch.stop();
    await this.source?.destroy();
  }

  private async seen(revisions: Revisions): Promise<void> {
    this.wanted = revisions;
    if (this.working) return;
    this.working = true;
    for (let wanted = this.takeWanted(); wanted !== null; wanted = this.takeWanted()) {
      const current = wanted;
      await this.attempt(() => this.follow(current));
    }
    this.working = false;
  }

  /** The latest that was seen, once. */
  private takeWanted(): Revisions | null {
    const { wanted } = this;
    this.wanted = null;
    return wanted;
  }

  /** Does the work, or says once why it cannot be done and takes a new connection for the next try. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.complaint !== null) this.ports.log.info('following again');
      this.complaint = null;
    } catch (error) {
      this.complain('a change could not be followed; the old state stays in force', error);
      const failed = this.source;
      this.source = null;
      // A half-open connection may never end: nobody waits for it.
      failed?.destroy().catch(() => undefined);
    }
  }

  /** The same complaint again and again would only fill the log. */
  private complain(what: string, error: unknown): void {
    const complaint = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    if (complaint !== this.complaint) this.ports.log.warn({ error }, what);
    this.complaint = complaint;
  }

  private async follow(wanted: Revisions): Promise<void> {
    const { registry, generations, clock } = this.ports;
    const live = generations.peek();
    // Not "greater than": a restored backup moves the numbers backwards, and the database is the truth.
    if (wanted.registry !== registry.mark?.revision) await this.readRegistry();
    else registry.confirm(clock.now());
    if (live === null || wanted.generation !== live.number || wanted.epoch !== live.epoch) await this.readGeneration();
  }

  private async database(): Promise<DataSource> {
    this.source ??= await this.ports.open();
    return this.source;
  }

  private async readRegistry(): Promise<void> {
    const { registry, generations, clock } = this.ports;
    const { mark } = registry;
    const source = await this.database();
    const now = clock.now();
    const changes = mark === null ? null : await readRegistrySince(source, mark);
    if (changes === null) await registry.replace(await readRegistry(source), now);
    else registry.change(changes, now);
    const live = generations.peek();
    if (live !== null) generations.switchTo(live.withOpenFeeds(registry.openFeeds));
  }

  private async readGeneration(): Promise<void> {
    const content = await readGeneration(await this.database());
    try {
      this.switchTo(content);
    } catch (error) {
      this.alarm = `generation ${String(content.number)} cannot be opened`;
      throw error;
    }
    this.alarm = null;
    this.ports.log.info({ generation: content.number, feeds: content.feeds.length }, 'answering from a new generation');
  }

  private switchTo(content: GenerationContent): void {
    const { shelf, generations, registry } = this.ports;
    generations.switchTo(openGeneration(content, shelf, registry.openFeeds));
    shelf.keepOnly(new Set(content.feeds.flatMap((feed) => feed.runs.map((run) => run.id))));
  }
}
