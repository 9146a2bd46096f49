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

  /** Takes back what could not be written, as far as there is room beside what came since. */
  giveBack(knocks: readonly Knock[]): void {
    for (const { fingerprint, firstSeen, lastSeen, knocks: count } of knocks) {
      const known = this.table.get(fingerprint);
      if (known === undefined && this.table.size >= TABLE_LIMIT) continue;
      this.table.set(fingerprint, {
        firstSeen: Math.min(firstSeen.getTime(), known?.firstSeen ?? Infinity),
        lastSeen: Math.max(lastSeen.getTime(), known?.lastSeen ?? 0),
        knocks: count + (known?.knocks ?? 0),
      });
    }
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
