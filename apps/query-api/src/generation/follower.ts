import type { Infrastructure } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { JudgedClock, Logger } from '@pksn/runtime';
import { monotonicMs } from '@pksn/runtime';
import type { GenerationContent, ProvenConnection, Revisions } from '@pksn/store-postgres';
import { ChangeWatch, readGeneration, readRegistry, readRegistrySince } from '@pksn/store-postgres';
import type { LearntFiles } from '../contributions/learnt-files';
import type { RegistryState } from '../license/registry-state';
import type { CurrentGeneration } from './current-generation';
import type { LiveGeneration } from './live-generation';
import { openGeneration } from './open-generation';
import type { OverrideViews } from './override-views';
import { NO_OVERRIDES, overridesAfter } from './override-views';
import type { RunShelf } from './run-shelf';
import type { SegmentWarmer } from './segment-warmer';
import type { SwitchTimes } from './switch-times';

export interface FollowerPorts {
  readonly databaseUrl: string;
  readonly infrastructure: Infrastructure;
  readonly generations: CurrentGeneration;
  readonly registry: RegistryState;
  readonly shelf: RunShelf;
  readonly learnt?: LearntFiles;
  readonly switches?: SwitchTimes;
  readonly warmer?: SegmentWarmer;
  /** Learns the mark that is kept of the time, with each look. */
  readonly clock?: Pick<JudgedClock, 'learn'>;
  readonly log: Logger;
}

/**
 * Follows the generation row and the registry. What changed is read over the connection that told of it, because that
 * one is alive; the watch asks over a second one when it gets silent meanwhile. A generation that cannot be opened
 * leaves the old one in force and raises an alarm in the log and in health; the watch's next look, half a second
 * later, tries again. A registry that cannot be taken keeps no generation from being followed.
 */
export class Follower {
  private readonly watch: ChangeWatch;
  private complaint: string | null = null;
  /** Why the newest generation could not be opened, or null. */
  alarm: string | null = null;

  constructor(
    private readonly ports: FollowerPorts,
    pollMs: number,
  ) {
    this.watch = new ChangeWatch(ports.databaseUrl, {
      pollMs,
      seen: (revisions, connection) => this.seen(revisions, connection),
      failed: (error) => this.complain('the database cannot be watched; trying again', error),
    });
  }

  /**
   * Tries to read registry and generation once, then follows. What cannot be read now, because the database is away
   * or a segment is damaged, is read as soon as it can be; until then lookups get SERVICE_UNAVAILABLE.
   */
  start(): Promise<void> {
    return this.watch.start();
  }

  stop(): Promise<void> {
    return this.watch.stop();
  }

  /** Rejects when the connection is at fault. What else goes wrong is said once, and tried again at the next look. */
  private async seen(wanted: Revisions, connection: ProvenConnection): Promise<void> {
    try {
      await this.follow(wanted, connection);
      if (this.complaint !== null) this.ports.log.info('following again');
      this.complaint = null;
    } catch (error) {
      if (!connection.isOpen) throw error;
      this.complain('a change could not be followed; the old state stays in force', error);
    }
  }

  /** The same complaint again and again would only fill the log. */
  private complain(what: string, error: unknown): void {
    const complaint = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    if (complaint !== this.complaint) this.ports.log.warn({ error }, what);
    this.complaint = complaint;
  }

  private async follow(wanted: Revisions, connection: ProvenConnection): Promise<void> {
    // Before anything that is judged by it.
    this.ports.clock?.learn(wanted.clock);
    const registry = await this.followRegistry(wanted, connection).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    if (registry !== null && !connection.isOpen) throw registry.error;
    const live = this.ports.generations.peek();
    if (live === null || !isSameGeneration(wanted, live)) await this.readGeneration(connection);
    if (registry !== null) throw registry.error;
  }

  private async followRegistry(wanted: Revisions, connection: ProvenConnection): Promise<void> {
    const { registry } = this.ports;
    const askedAtMs = monotonicMs();
    // Not "greater than": a restored backup moves the numbers backwards, and the database is the truth.
    const { mark } = registry;
    if (mark === null || mark.revision !== wanted.registry || mark.stamp !== wanted.registryStamp) {
      await this.readRegistry(connection, askedAtMs);
    } else {
      connection.claim();
      registry.confirm(askedAtMs);
    }
  }

  private async readRegistry(connection: ProvenConnection, askedAtMs: number): Promise<void> {
    const { registry, generations } = this.ports;
    const { mark } = registry;
    const changes = mark === null ? null : await readRegistrySince(connection.manager, mark);
    if (changes !== null) {
      connection.claim();
      registry.change(changes, askedAtMs);
    } else {
      const content = await readRegistry(connection.manager);
      await connection.meanwhile(() => registry.replace(content, askedAtMs, () => connection.claim()));
    }
    const live = generations.peek();
    if (live !== null) generations.switchTo(live.withOpenFeeds(registry.openFeeds));
  }

  private async readGeneration(connection: ProvenConnection): Promise<void> {
    const live = this.ports.generations.peek();
    const mark = live === null ? null : { epoch: live.epoch, number: live.number, createdAt: Date.parse(live.asOf) };
    const content = await readGeneration(connection.manager, mark);
    // A connection that is closed for its silence meanwhile, with hundreds of thousands of overrides, always would be.
    const overrides = await connection.meanwhile(() =>
      overridesAfter(live?.overrides ?? NO_OVERRIDES, content.overrides),
    );
    connection.claim();
    try {
      this.switchTo(content, overrides);
    } catch (error) {
      const cause = isDamage(error) ? ': files of a run are lost or damaged, and are being rebuilt' : '';
      this.alarm = `generation ${String(content.number)} cannot be opened${cause}`;
      throw error;
    }
    this.alarm = null;
    this.ports.log.info({ generation: content.number, feeds: content.feeds.length }, 'answering from a new generation');
  }

  private switchTo(content: GenerationContent, overrides: OverrideViews): void {
    const { shelf, generations, registry, learnt, switches, infrastructure } = this.ports;
    const startedAt = monotonicMs();
    const before = generations.peek();
    const next = openGeneration(content, overrides, shelf, registry.openFeeds, infrastructure, before);
    learnt?.take(content.learnt);
    generations.switchTo(next);
    shelf.keepOnly(new Set(content.feeds.flatMap((feed) => feed.runs.map((run) => run.id))));
    switches?.happened(monotonicMs() - startedAt);
    this.ports.warmer?.follow(shelf.open());
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof Fault && error.code === 'SEGMENT_CORRUPT';
}

/** After a restore, another generation may have the number of one that was here. */
function isSameGeneration(wanted: Revisions, live: LiveGeneration): boolean {
  const { generation, generationAt, epoch } = wanted;
  return generation === live.number && epoch === live.epoch && generationAt === Date.parse(live.asOf);
}
