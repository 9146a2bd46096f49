import type { Clock, Logger } from '@pksn/runtime';
import type { Revisions } from '@pksn/store-postgres';
import { ChangeWatch, readGeneration, readRegistry } from '@pksn/store-postgres';
import type { DataSource } from '@pksn/store-postgres';
import type { RegistryState } from '../license/registry-state';
import type { CurrentGeneration } from './current-generation';
import { openGeneration } from './open-generation';
import type { RunShelf } from './run-shelf';

const RETRY_MS = 1_000;

export interface FollowerPorts {
  readonly source: DataSource;
  readonly databaseUrl: string;
  readonly generations: CurrentGeneration;
  readonly registry: RegistryState;
  readonly shelf: RunShelf;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Follows the generation row and the registry. A generation that cannot be opened leaves the old one in force and
 * raises an alarm in the log and in health; the next look tries again.
 */
export class Follower {
  private readonly watch: ChangeWatch;
  private wanted: Revisions | null = null;
  private working = false;
  private retry: NodeJS.Timeout | null = null;
  /** Why the newest generation could not be opened, or null. */
  alarm: string | null = null;

  constructor(
    private readonly ports: FollowerPorts,
    pollMs: number,
  ) {
    this.watch = new ChangeWatch(ports.databaseUrl, {
      pollMs,
      seen: (revisions) => void this.seen(revisions),
      failed: (error) => ports.log.warn({ error }, 'the database cannot be watched; trying again'),
    });
  }

  /** Reads registry and generation, then follows. Throws when the first reading fails. */
  async start(): Promise<void> {
    await this.readRegistry();
    await this.readGeneration();
    this.watch.start();
  }

  async stop(): Promise<void> {
    if (this.retry !== null) clearTimeout(this.retry);
    await this.watch.stop();
  }

  private async seen(revisions: Revisions): Promise<void> {
    this.wanted = revisions;
    if (this.working) return;
    this.working = true;
    try {
      while (this.wanted !== null) {
        const wanted: Revisions = this.wanted;
        this.wanted = null;
        await this.follow(wanted);
      }
    } catch (error) {
      this.ports.log.error({ error }, 'a change could not be followed; the old state stays in force');
      this.retry = setTimeout(() => void this.seen(revisions), RETRY_MS).unref();
    } finally {
      this.working = false;
    }
  }

  private async follow(wanted: Revisions): Promise<void> {
    const { registry, generations, clock } = this.ports;
    const live = generations.peek();
    // Not "greater than": a restored backup moves the numbers backwards, and the database is the truth.
    if (wanted.registry !== registry.revision) await this.readRegistry();
    else registry.confirm(clock.now());
    if (live === null || wanted.generation !== live.number || wanted.epoch !== live.epoch) await this.readGeneration();
  }

  private async readRegistry(): Promise<void> {
    const { registry, generations, source, clock } = this.ports;
    const content = await readRegistry(source);
    registry.replace(content, clock.now());
    const live = generations.peek();
    if (live !== null) generations.switchTo(live.withOpenFeeds(registry.openFeeds));
  }

  private async readGeneration(): Promise<void> {
    const { source, shelf, generations, registry, log } = this.ports;
    const content = await readGeneration(source);
    try {
      const next = openGeneration(content, shelf, registry.openFeeds);
      generations.switchTo(next);
      shelf.keepOnly(new Set(content.feeds.flatMap((feed) => feed.runs.map((run) => run.id))));
      this.alarm = null;
      log.info({ generation: next.number, feeds: next.feeds.length }, 'answering from a new generation');
    } catch (error) {
      this.alarm = `generation ${String(content.number)} cannot be opened`;
      throw error;
    }
  }
}
