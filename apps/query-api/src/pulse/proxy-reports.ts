import type { ProxyCounts } from '@pksn/contract';

/** What proxies said of their own answers since the start of this process. */
export class ProxyReports {
  private sums: ProxyCounts = { lookups: 0, cached: 0, stale: 0 };

  add({ lookups, cached, stale }: ProxyCounts): void {
    const { sums } = this;
    this.sums = { lookups: sums.lookups + lookups, cached: sums.cached + cached, stale: sums.stale + stale };
  }

  read(): ProxyCounts {
    return this.sums;
  }
}
