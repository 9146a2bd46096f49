import type { SampleStock } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';

/** Suspicious files that no analyst has taken on. */
export class SamplesWaiting implements AlertSource {
  constructor(private readonly stock: Pick<SampleStock, 'totals'>) {}

  async alerts(scope: CustomerScope): Promise<Alert[]> {
    if (scope !== null) return [];
    const count = (await this.stock.totals()).states.new;
    if (count === 0) return [];
    return [
      {
        code: 'samples-waiting',
        severity: 'info',
        subject: 'samples',
        sentence: `${count === 1 ? 'A suspicious file waits' : `${String(count)} suspicious files wait`} for an analyst.`,
        next: 'pksn sample list --state new',
        since: null,
        due: null,
        facts: { count },
      },
    ];
  }
}
