import type { Knock } from '@pksn/store-postgres';

const TABLE_LIMIT = 1_000;

/** Counts refused keys by fingerprint until they are written down. Bounded: a flood of keys pushes out the oldest. */
export class KnockCounter {
  private readonly table = new Map<string, { firstSeen: number; lastSeen: number; knocks: number }>();

  count(fingerprint: string, now: number): void {
    const known = this.table.get(fingerprint);
    if (known !== undefined) {
      known.lastSeen = now;
      known.knocks += 1;
      return;
    }
    if (this.table.size >= TABLE_LIMIT) {
      const [oldest] = this.table.keys();
      if (oldest !== undefined) this.table.delete(oldest);
    }
    this.table.set(fingerprint, { firstSeen: now, lastSeen: now, knocks: 1 });
  }

  /** Everything counted since the last call. */
  take(): Knock[] {
    const knocks = [...this.table].map(([fingerprint, { firstSeen, lastSeen, knocks }]) => ({
      fingerprint,
      firstSeen: new Date(firstSeen),
      lastSeen: new Date(lastSeen),
      knocks,
    }));
    this.table.clear();
    return knocks;
  }
}
