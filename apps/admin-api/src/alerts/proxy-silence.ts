import { DAY_MS } from '@pksn/licensing';
import type { SilentProxy } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso, moment } from './alert-text';

/** A proxy asks every 30 s for what is set for it; that is noted once a minute. */
const SILENT_MS = 10 * 60_000;

/** Registered proxies that asked once and do so no longer. */
export class ProxySilence implements AlertSource {
  constructor(private readonly silent: (before: number) => Promise<readonly SilentProxy[]>) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    return (await this.silent(now - SILENT_MS)).map(({ id, name, lastSeenAt }) => ({
      code: 'proxy-silent',
      severity: now - lastSeenAt > DAY_MS ? 'warning' : 'info',
      subject: name,
      sentence: `The proxy ${name} was last heard of on ${moment(lastSeenAt)}.`,
      next: `See whether its machine runs and reaches this service; if it is gone: pksn proxy revoke ${name}`,
      since: iso(lastSeenAt),
      due: null,
      facts: { id, name, lastSeenAt: iso(lastSeenAt) },
    }));
  }
}
