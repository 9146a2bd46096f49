import type { MetricFamily } from '@pksn/nest-kit';

/** How often this process has switched to a generation, and how long opening it kept the event loop. */
export class SwitchTimes {
  private switches = 0;
  private totalMs = 0;
  private lastMs = 0;

  happened(tookMs: number): void {
    this.switches += 1;
    this.totalMs += tookMs;
    this.lastMs = tookMs;
  }

  families(): MetricFamily[] {
    const one = (name: string, help: string, kind: 'counter' | 'gauge', value: number): MetricFamily => ({
      name,
      help,
      kind,
      samples: [[{}, value]],
      ...(kind === 'gauge' && { across: 'max' as const }),
    });
    return [
      one('pksn_generation_switches_total', 'Generations that this process switched to', 'counter', this.switches),
      one('pksn_generation_switch_seconds_total', 'Time that opening them took', 'counter', this.totalMs / 1_000),
      one('pksn_generation_switch_last_seconds', 'Time that opening the last took', 'gauge', this.lastMs / 1_000),
    ];
  }
}
