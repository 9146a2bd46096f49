import { Fault } from '@pksn/domain';
import type { LiveGeneration } from './live-generation';

/** The one variable that decides what is answered. Switching is one assignment. */
export class CurrentGeneration {
  private live: LiveGeneration | null = null;

  current(): LiveGeneration {
    if (this.live === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its first generation');
    return this.live;
  }

  peek(): LiveGeneration | null {
    return this.live;
  }

  switchTo(next: LiveGeneration): void {
    this.live = next;
  }
}
