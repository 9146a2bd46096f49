import { freemem } from 'node:os';
import type { MetricFamily } from '@pksn/nest-kit';
import type { Run } from '@pksn/reputation-index';
import { readThrough, runSegmentFiles } from '@pksn/reputation-index';
import type { Logger } from '@pksn/runtime';

/** Of the memory that is free, or taken by files that can be read again, at most this share is filled. */
const MEMORY_SHARE = 0.5;

/**
 * Reads segments once, in the background and in order, after they were opened: the first lookups would otherwise wait
 * for the disk one by one. A generation that comes meanwhile ends the round and begins its own with what is left.
 */
export class SegmentWarmer {
  private readonly warm = new Set<string>();
  private current: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  private bytes = 0;
  private isBusy = false;

  constructor(
    /** 0: nothing is read. */
    private readonly bytesPerSecond: number,
    private readonly log: Logger,
  ) {}

  /** Begins to read what of these open runs was not read yet, the smallest first. */
  follow(runs: readonly Run[]): void {
    if (this.bytesPerSecond === 0) return;
    this.current?.stop.abort();
    const before = this.current?.done ?? Promise.resolve();
    const stop = new AbortController();
    this.current = { stop, done: before.then(() => this.round(runs, stop.signal)) };
  }

  async stop(): Promise<void> {
    this.current?.stop.abort();
    await this.current?.done;
  }

  families(): MetricFamily[] {
    return [
      {
        name: 'pksn_segments_warmed_bytes_total',
        help: 'Bytes of segments that were read ahead of lookups',
        kind: 'counter',
        samples: [[{}, this.bytes]],
      },
      {
        name: 'pksn_segments_warming',
        help: '1 while segments are read ahead of lookups',
        kind: 'gauge',
        samples: [[{}, this.isBusy ? 1 : 0]],
        across: 'max',
      },
    ];
  }

  private async round(runs: readonly Run[], signal: AbortSignal): Promise<void> {
    const files = runs.flatMap(runSegmentFiles).filter((file) => file.isReadFromFile);
    const open = new Set(files.map((file) => file.path));
    for (const path of this.warm) if (!open.has(path)) this.warm.delete(path);
    let roomBytes = freemem() * MEMORY_SHARE;
    this.isBusy = true;
    for (const { path, sizeBytes } of files.sort((a, b) => a.sizeBytes - b.sizeBytes)) {
      if (signal.aborted || this.warm.has(path)) continue;
      if (sizeBytes > roomBytes) {
        this.log.info({ path, sizeBytes }, 'a segment is not read ahead: the page cache has no room for it');
        continue;
      }
      roomBytes -= sizeBytes;
      await this.read(path, signal);
    }
    this.isBusy = false;
  }

  private async read(path: string, signal: AbortSignal): Promise<void> {
    try {
      this.bytes += await readThrough(path, this.bytesPerSecond, signal);
      if (!signal.aborted) this.warm.add(path);
    } catch (error) {
      // A run that is gone has a generation after it; a disk that fails is found by lookups and by the scrub.
      this.log.warn({ error }, 'a segment could not be read ahead');
    }
  }
}
