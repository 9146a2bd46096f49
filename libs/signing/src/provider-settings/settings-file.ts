import { signEnvelope } from '../envelope';
import { SIGNING_LIMITS } from '../limits';
import { PAYLOAD_TYPES } from '../payload-types';
import type { SigningKey } from '../signing-key';
import { openSettings } from './open-settings';
import { settingsPayload } from './settings-payload';
import type { ProviderSettings } from './settings-payload';
import { formatSettingsText } from './settings-text';
import type { Succession } from './succession';

/**
 * A signed settings file. Of the successions, oldest first, the newest are carried. Throws SETTINGS_MALFORMED if a reader
 * would refuse the file.
 */
export function signSettings(
  settings: Omit<ProviderSettings, 'publicKey'>,
  key: SigningKey,
  successions: readonly Succession[],
): string {
  const signed = { ...settings, publicKey: key.publicKey.toString('base64') };
  const payload = settingsPayload(signed, successions.slice(-SIGNING_LIMITS.successions));
  const text = formatSettingsText(signEnvelope(PAYLOAD_TYPES.providerSettings, payload, [key]), signed);
  openSettings(text, () => undefined);
  return text;
}
