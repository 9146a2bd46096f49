import { Fault } from '@pksn/domain';
import type { LiveGeneration } from './live-generation';

/** How long a replaced generation's files stay open, for requests that took it before the switch. */
const RETIRE_AFTER_MS = 10_000;

/** The one variable that decides what is answered. Switching is one assignment. */
export class CurrentGeneration {
  private live: LiveGeneration | null = null;

  current(): LiveGeneration {
    if (this.live === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its first generation');
    return this.live;
  }

  get number(): number | null {
    return this.live?.number ?? null;
  }

  get epoch(): string | null {
    return this.live?.epoch ?? null;
  }

  switchTo(next: LiveGeneration): void {
    const before = this.live;
    this.live = next;
    if (before !== null) setTimeout(() => before.release(), RETIRE_AFTER_MS).unref();
  }
}
