import { LOAD_LIMITS } from './load-limits';
import type { RequestClass } from './request-class';

/** 0: everything is taken on; 1: no bulks; 2: nothing but what is kept. */
export type LoadLevel = 0 | 1 | 2;

export interface OverloadThresholds {
  /** Delays of the event loop in milliseconds from which on bulks, and then all lookups, are refused. */
  readonly bulkMs: number;
  readonly allMs: number;
}

/**
 * Decides what is refused, by two signs. A standing delay of the event loop is slow to come and slow to go; the length
 * of the turn that is under way is known at once, and forgotten at its end: in one turn Node may read thousands of
 * sockets, and no timer would tell of it before the last of them is served.
 */
export class Overload {
  /** What is refused right now: the one thing that the hot path reads. */
  level: LoadLevel = 0;
  /** The standing delay of the event loop in milliseconds. */
  delayMs = 0;
  private standing: LoadLevel = 0;
  private readonly recent: number[] = [];
  private calmSince: number | null = null;

  constructor(private readonly thresholds: OverloadThresholds) {}

  refuses(kind: RequestClass): boolean {
    return kind === 'bulk' ? this.level > 0 : kind === 'single' && this.level > 1;
  }

  /** Takes one measurement of the delay; `nowMs` is any clock that is never set back. */
  observe(delayMs: number, nowMs: number): void {
    this.recent.push(delayMs);
    if (this.recent.length > LOAD_LIMITS.standingProbes) this.recent.shift();
    if (this.recent.length < LOAD_LIMITS.standingProbes) return;
    this.delayMs = Math.min(...this.recent);
    const wanted = this.levelOf(this.delayMs);
    if (wanted >= this.standing) {
      this.standing = wanted;
      this.calmSince = null;
    }
    this.fall(delayMs, nowMs);
    this.level = this.standing;
  }

  /** Tells how long the turn of the event loop that is under way has taken; 0 at its end. */
  turn(elapsedMs: number): void {
    const ofTurn = this.levelOf(elapsedMs);
    this.level = ofTurn > this.standing ? ofTurn : this.standing;
  }

  private fall(delayMs: number, nowMs: number): void {
    if (this.standing === 0) return;
    if (delayMs >= this.thresholds.bulkMs * LOAD_LIMITS.calmShare) {
      this.calmSince = null;
      return;
    }
    this.calmSince ??= nowMs;
    if (nowMs - this.calmSince < LOAD_LIMITS.calmMs) return;
    this.standing = this.standing === 2 ? 1 : 0;
    this.calmSince = null;
  }

  private levelOf(ms: number): LoadLevel {
    return ms >= this.thresholds.allMs ? 2 : ms >= this.thresholds.bulkMs ? 1 : 0;
  }
}
