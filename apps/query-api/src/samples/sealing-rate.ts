import { setTimeout as delay } from 'node:timers/promises';
import { monotonicMs } from '@pksn/runtime';

/** Sealing and hashing 64 KiB takes some 3 ms of CPU: at this rate a third of one core, and lookups have the rest. */
const BYTES_PER_MS = 8 * 1024;

/** How fast all uploads of a process together are sealed. */
export class SealingRate {
  private freeAt = 0;

  /** Resolves when these bytes may be followed by more; never at once, so that what waits in the event loop gets its turn. */
  async spend(bytes: number): Promise<void> {
    const now = monotonicMs();
    this.freeAt = Math.max(now, this.freeAt) + bytes / BYTES_PER_MS;
    await delay(this.freeAt - now);
  }
}
