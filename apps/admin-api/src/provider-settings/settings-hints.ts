import { Fault } from '@pksn/domain';
import { providerFingerprint } from '@pksn/signing';
import type { ProviderKeys } from './provider-keys';
import { differences } from './settings-content';
import type { SettingsDesk } from './settings-desk';

const EARLY_WARNING_MS = 30 * 86_400_000;

export interface SettingsHint {
  readonly kind: 'settings-expire' | 'settings-outdated' | 'settings-incomplete';
  readonly what: string;
  readonly advice: string;
}

const ISSUE = 'Issue a new file (pksn provider settings --out FILE) and hand it to the customers.';

/** What is to be done about the settings file that endpoints hold; nothing before the first was issued. */
export async function settingsHints(desk: SettingsDesk, keys: ProviderKeys, now: number): Promise<SettingsHint[]> {
  const newest = await desk.newest();
  if (newest === null) return [];
  const hints: SettingsHint[] = [];
  const leftMs = Date.parse(newest.expiresAt) - now;
  if (leftMs <= EARLY_WARNING_MS) {
    const verb = leftMs <= 0 ? 'expired' : 'expires';
    hints.push({
      kind: 'settings-expire',
      what: `the newest provider settings file ${verb} at ${newest.expiresAt}`,
      advice: ISSUE,
    });
  }
  try {
    const changed = differences(await desk.content(), newest);
    if ((await keys.current())?.fingerprint !== providerFingerprint(newest.publicKey)) changed.push('the key');
    if (changed.length > 0) hints.push(outdated(changed));
  } catch (error) {
    hints.push(incomplete(error));
  }
  return hints;
}

function outdated(changed: readonly string[]): SettingsHint {
  return {
    kind: 'settings-outdated',
    what: `endpoints still hold a provider settings file from before a change of ${changed.join(', ')}`,
    advice: ISSUE,
  };
}

function incomplete(error: unknown): SettingsHint {
  if (!(error instanceof Fault)) throw error;
  return {
    kind: 'settings-incomplete',
    what: `no new provider settings file can be made: ${error.detail}`,
    advice: error.entry.advice,
  };
}
