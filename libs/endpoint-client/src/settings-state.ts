import { Fault } from '@pksn/domain';
import { openSettings } from '@pksn/signing';
import type { PinnedProvider, ProviderSettings } from '@pksn/signing';

const FORMAT = 1;

/** What was accepted here, as it is kept: the file itself and what is pinned of it. */
export interface SettingsState {
  readonly settings: ProviderSettings;
  readonly pinned: PinnedProvider;
  readonly file: string;
  /** When it was loaded; ISO 8601. */
  readonly loadedAt: string;
}

export function formatSettingsState({ pinned, file, loadedAt }: Omit<SettingsState, 'settings'>): string {
  return `${JSON.stringify({ format: FORMAT, loadedAt, pinned, file }, null, 2)}\n`;
}

/**
 * Reads the state back and verifies the file in it again by the pinned key: a byte that changed on the disk is noticed.
 * `where` names it for people. Fault: SETTINGS_STATE.
 */
export function parseSettingsState(text: string, where: string): SettingsState {
  try {
    const { format, loadedAt, pinned, file } = JSON.parse(text) as Record<string, unknown>;
    if (format !== FORMAT || typeof file !== 'string' || typeof loadedAt !== 'string') throw new TypeError('fields');
    const kept = pinned as PinnedProvider;
    const opened = openSettings(file, (origin) => {
      if (origin.publicKey !== kept.publicKey) throw new TypeError('another key');
    });
    const { publicKey, serial, createdAt } = opened.settings;
    const actual: PinnedProvider = { publicKey, serial, digest: opened.digest, createdAt };
    if (kept.serial !== serial || kept.digest !== opened.digest || kept.createdAt !== createdAt) {
      throw new TypeError('another file');
    }
    return { settings: opened.settings, pinned: actual, file, loadedAt };
  } catch (cause) {
    throw new Fault('SETTINGS_STATE', `${where} does not hold what was loaded`, { cause });
  }
}
