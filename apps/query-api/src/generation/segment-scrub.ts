import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MetricFamily } from '@pksn/nest-kit';
import { gauge } from '@pksn/nest-kit';
import type { Run } from '@pksn/reputation-index';
import { runSegmentFiles, verifySegment } from '@pksn/reputation-index';
import type { Clock, Logger } from '@pksn/runtime';
import type { DamageListener } from './run-shelf';
import { NOBODY } from './run-shelf';

/** The first round begins after this share of the time between rounds: processes do not always live so long. */
const FIRST_SHARE = 1 / 24;

export interface ScrubPace {
  readonly everyMs: number;
  readonly bytesPerSecond: number;
}

/**
 * Reads every open segment as a whole now and then, slowly, and compares its digest: opening looks at samples alone.
 * A damaged run goes on answering with what can be read, and is told of until its files were rebuilt and opened, or it is no
 * longer in use.
 */
export class SegmentScrub {
  private readonly damaged = new Map<Run, string>();
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private finishedAt: number | null = null;
  private checked = 0;

  constructor(
    private readonly runs: () => readonly Run[],
    private readonly pace: ScrubPace,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly damage: DamageListener = NOBODY,
  ) {}

  start(): void {
    this.running = this.go();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** What is damaged among the runs in use, or null. */
  get alarm(): string | null {
    const open = new Set(this.runs());
    for (const run of this.damaged.keys()) if (!open.has(run)) this.damaged.delete(run);
    if (this.damaged.size === 0) return null;
    return [...this.damaged]
      .map(([{ runId }, file]) => `${file} of run ${runId} is damaged: it is being rebuilt`)
      .join('; ');
  }

  families(): MetricFamily[] {
    const damaged = this.alarm === null ? 0 : this.damaged.size;
    return [
      gauge('pksn_runs_damaged', 'Runs in use with a segment whose digest does not match', damaged),
      gauge(
        'pksn_scrub_finished_seconds',
        'When all segments were last checked, 0 never',
        (this.finishedAt ?? 0) / 1_000,
      ),
      {
        name: 'pksn_segments_checked_total',
        help: 'Segments whose digest was checked in the background',
        kind: 'counter',
        samples: [[{}, this.checked]],
      },
    ];
  }

  /** One round over what is in use now. */
  async round(): Promise<void> {
    for (const run of [...this.runs()]) {
      for (const { path, digest } of runSegmentFiles(run)) {
        if (this.stopping.signal.aborted) return;
        const found = await this.digestOf(path);
        this.checked += 1;
        // Whoever is no longer in use may be gone.
        if (this.stopping.signal.aborted || found === digest || !this.runs().includes(run)) continue;
        this.damaged.set(run, basename(path));
        this.damage.add(Number(run.runId), `${basename(path)} is not what was written`);
        this.log.error({ run: run.runId, file: basename(path) }, 'a segment is damaged: the import worker rebuilds it');
      }
    }
    this.finishedAt = this.clock.now();
  }

  private async digestOf(path: string): Promise<string | null> {
    try {
      return await verifySegment(path, (bytes) => this.rest((bytes / this.pace.bytesPerSecond) * 1_000));
    } catch {
      return null;
    }
  }

  private async go(): Promise<void> {
    await this.rest(this.pace.everyMs * FIRST_SHARE);
    while (!this.stopping.signal.aborted) {
      await this.round();
      await this.rest(this.pace.everyMs);
    }
  }

  private async rest(ms: number): Promise<void> {
    const { signal } = this.stopping;
    if (!signal.aborted) await delay(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
