import type { Clock } from '@pksn/runtime';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { byUrgency } from './alert';

/** All that a person should know now, the worst first. */
export class AlertBoard {
  constructor(
    private readonly sources: readonly AlertSource[],
    private readonly clock: Clock,
  ) {}

  async list(scope: CustomerScope): Promise<Alert[]> {
    const now = this.clock.now();
    const alerts: Alert[] = [];
    // One after the other: they share few connections with everybody else.
    for (const source of this.sources) alerts.push(...(await source.alerts(scope, now)));
    return alerts.sort(byUrgency);
  }
}
