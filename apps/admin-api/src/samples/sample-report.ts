import type { MetricFamily } from '@pksn/nest-kit';
import type { SampleStock } from '@pksn/store-postgres';
import type { SampleKeys } from './sample-keys';

/** Of the room; beyond it a person should look. */
const NEARLY_FULL = 0.9;

/** How the store of samples is, for the health report and for metrics. */
export class SampleReport {
  constructor(
    private readonly stock: Pick<SampleStock, 'totals'>,
    private readonly keys: Pick<SampleKeys, 'problem' | 'look'>,
    private readonly storeBytes: number,
  ) {}

  async problems(): Promise<{ what: string; advice: string }[]> {
    await this.keys.look();
    const { bytes } = await this.stock.totals();
    const { problem } = this.keys;
    const key = problem === null ? [] : [{ what: `samples: ${problem.detail}`, advice: problem.entry.advice }];
    if (bytes < NEARLY_FULL * this.storeBytes) return key;
    const what = `samples take ${String(bytes)} of ${String(this.storeBytes)} bytes; files are refused when it is full`;
    const advice = 'Decide and release samples (pksn sample list), or raise PKSN_SAMPLE_STORE_BYTES.';
    return [...key, { what, advice }];
  }

  async families(): Promise<MetricFamily[]> {
    const { states, bytes } = await this.stock.totals();
    const gauge = (name: string, help: string, samples: MetricFamily['samples']): MetricFamily => ({
      name,
      help,
      kind: 'gauge',
      samples,
    });
    return [
      gauge(
        'pksn_samples',
        'Suspicious files by what analysts did with them',
        Object.entries(states).map(([state, count]) => [{ state }, count] as const),
      ),
      gauge('pksn_sample_store_bytes', 'Bytes that samples take, sealed', [[{}, bytes]]),
      gauge('pksn_sample_store_limit_bytes', 'Bytes that samples may take', [[{}, this.storeBytes]]),
      gauge('pksn_sample_key_usable', '1 while the key that opens samples can be read', [
        [{}, this.keys.problem === null ? 1 : 0],
      ]),
    ];
  }
}
