import type { ProxyCounts } from '@pksn/contract';

/** What this proxy counted since the service last heard of it. An answer that is lost makes it say a count twice. */
export class UnsaidCounts {
  private said: ProxyCounts = { lookups: 0, cached: 0, stale: 0 };

  /** `totals` are those since the start. */
  constructor(private readonly totals: () => ProxyCounts) {}

  /** What is to be said, and what to call when the service has answered. */
  take(): { readonly counts: ProxyCounts; readonly heard: () => void } {
    const now = this.totals();
    const { said } = this;
    const counts = {
      lookups: now.lookups - said.lookups,
      cached: now.cached - said.cached,
      stale: now.stale - said.stale,
    };
    return { counts, heard: () => (this.said = now) };
  }
}
