import { Fault } from '@pksn/domain';
import type { LiveGeneration } from './live-generation';

/** The one variable that decides what is answered. Switching is one assignment. */
export class CurrentGeneration {
  private live: LiveGeneration | null = null;
  private readonly listeners = new Set<() => void>();

  current(): LiveGeneration {
    if (this.live === null) throw new Fault('SERVICE_UNAVAILABLE', 'the service is still reading its first generation');
    return this.live;
  }

  peek(): LiveGeneration | null {
    return this.live;
  }

  switchTo(next: LiveGeneration): void {
    this.live = next;
    for (const listener of this.listeners) listener();
  }

  /** Calls `listener` after every switch, also when only the registry changed; the result ends that. */
  onSwitch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
