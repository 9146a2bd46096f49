import { Fault } from '@pksn/domain';
import { providerFingerprint } from '@pksn/signing';
import type { ProviderSettings } from '@pksn/signing';
import type { Alert, AlertSource } from '../alerts/alert';
import { distance, iso, moment } from '../alerts/alert-text';
import type { CustomerScope } from '../auth/caller';
import type { ProviderKeys } from './provider-keys';
import { differences } from './settings-content';
import type { SettingsDesk } from './settings-desk';

const NOTICE_MS = 30 * 86_400_000;
const URGENT_MS = 7 * 86_400_000;
const ISSUE = 'pksn provider settings --out FILE, and hand the file to the customers';

/** What is to be done about the settings file that endpoints hold; nothing before the first was issued. */
export class SettingsAlerts implements AlertSource {
  constructor(
    private readonly desk: SettingsDesk,
    private readonly keys: ProviderKeys,
  ) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    const newest = scope === null ? await this.desk.newest() : null;
    return newest === null ? [] : [...expiring(newest, now), ...(await this.changed(newest))];
  }

  /** Endpoints know what the newest file says, and nothing that was set since. */
  private async changed(newest: ProviderSettings): Promise<Alert[]> {
    const about = {
      severity: 'warning',
      subject: `serial ${newest.serial}`,
      since: newest.createdAt,
      due: null,
      facts: { serial: newest.serial },
    } as const;
    try {
      const changed = differences(await this.desk.content(), newest);
      const key = await this.keys.current();
      if (key !== null && key.fingerprint !== providerFingerprint(newest.publicKey)) changed.push('the key');
      if (changed.length === 0) return [];
      const sentence = `Endpoints hold provider settings from before a change of ${changed.join(', ')}.`;
      return [
        { ...about, code: 'provider-settings-outdated', sentence, next: ISSUE, facts: { ...about.facts, changed } },
      ];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const sentence = `No new provider settings file can be made: ${error.detail}.`;
      return [{ ...about, code: 'provider-settings-incomplete', sentence, next: error.entry.advice }];
    }
  }
}

function expiring({ serial, expiresAt }: ProviderSettings, now: number): Alert[] {
  const end = Date.parse(expiresAt);
  if (end - now > NOTICE_MS) return [];
  const expired = now >= end;
  const verb = expired ? 'expired' : 'expires';
  return [
    {
      code: expired ? 'provider-settings-expired' : 'provider-settings-expiring',
      severity: end - now <= URGENT_MS ? 'critical' : 'warning',
      subject: `serial ${serial}`,
      sentence: `The newest provider settings file ${verb} on ${moment(end)}, ${distance(end, now)}.`,
      next: ISSUE,
      since: expired ? iso(end) : null,
      due: iso(end),
      facts: { serial, expiresAt },
    },
  ];
}
