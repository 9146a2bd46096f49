import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { decodeCanonicalBase64 } from '../base64';
import { verifyEnvelope } from '../envelope';
import type { Envelope } from '../envelope';
import { PAYLOAD_TYPES } from '../payload-types';
import { keyIdOf, publicKeyFromRaw } from '../signing-key';
import { SETTINGS_ENVELOPE_FAULTS } from './settings-faults';
import { parseSettingsOrigin, parseSettingsPayload } from './settings-payload';
import type { ProviderSettings, SettingsOrigin } from './settings-payload';
import { parseSettingsText, requireHonestLines } from './settings-text';

export interface OpenedSettings {
  readonly settings: ProviderSettings;
  readonly origin: SettingsOrigin;
  /** SHA-256 of the payload in hex: tells two files under one serial number apart. */
  readonly digest: string;
}

/** Decides by the key that a file names, and the way to it, whether it is trusted; throws when it is not. */
export type SettingsTrust = (origin: SettingsOrigin) => void;

/**
 * Opens a settings file: who signed it, then whether `trust` knows that key, then the signature, and only then what it
 * says. Serial and times are not judged here. Faults: SETTINGS_MALFORMED, SETTINGS_UNTRUSTED, and what `trust` throws.
 */
export function openSettings(text: string, trust: SettingsTrust): OpenedSettings {
  const { envelope, above } = parseSettingsText(text);
  if (envelope.payloadType !== PAYLOAD_TYPES.providerSettings) {
    throw new Fault('SETTINGS_MALFORMED', 'the signed document is not a provider settings file');
  }
  // The file names its key, so that much is parsed before it is verified.
  const origin = parseSettingsOrigin(decodeCanonicalBase64(envelope.payload) ?? Buffer.alloc(0));
  trust(origin);
  const payload = verifiedPayload(envelope, origin.publicKey);
  const settings = parseSettingsPayload(payload);
  requireHonestLines(above, settings);
  return { settings, origin, digest: createHash('sha256').update(payload).digest('hex') };
}

function verifiedPayload(envelope: Envelope, publicKey: string): Buffer {
  const raw = Buffer.from(publicKey, 'base64');
  return verifyEnvelope(envelope, {
    payloadType: PAYLOAD_TYPES.providerSettings,
    keys: new Map([[keyIdOf(raw), publicKeyFromRaw(raw)]]),
    threshold: 1,
    faults: SETTINGS_ENVELOPE_FAULTS,
  });
}
