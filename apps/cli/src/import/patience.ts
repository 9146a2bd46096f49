import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Without any step forward for so long it is given up. */
const GIVE_UP_MS = 600_000;

const PASSING: readonly FaultCode[] = [
  'SERVICE_UNREACHABLE',
  'SERVICE_UNAVAILABLE',
  'SERVICE_OVERLOADED',
  'REQUEST_TIMEOUT',
  'UPLOAD_INCOMPLETE',
  'UPLOAD_BUSY',
  'UPLOAD_OFFSET',
];

/** How long to wait for a broken connection, or a service that restarts, before the next try. */
export class Patience {
  private failures = 0;
  private waitedMs = 0;

  /** `chance`: from 0 to 1, so that many commands do not come back in step. */
  constructor(private readonly chance: () => number) {}

  movedOn(): void {
    this.failures = 0;
    this.waitedMs = 0;
  }

  /** Milliseconds to wait. Throws the error itself when waiting does not mend it, or did not for ten minutes. */
  after(error: unknown): number {
    if (!(error instanceof Fault) || !PASSING.includes(error.code) || this.waitedMs >= GIVE_UP_MS) throw error;
    const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.failures++);
    const pauseMs = (longest * (1 + this.chance())) / 2;
    this.waitedMs += pauseMs;
    return pauseMs;
  }
}
