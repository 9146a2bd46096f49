import type { FaultCode } from '@pksn/domain';
import { generateSigningKey, PAYLOAD_TYPES, providerFingerprint, signEnvelope, signSettings, signSuccession } from '..';
import type { EndpointPolicy, ProviderSettings, SigningKey, Succession } from '..';
import { formatSettingsText } from './settings-text';

export const NOW = Date.UTC(2026, 10, 22, 12);
export const DAY_MS = 86_400_000;
export const iso = (ms: number): string => new Date(ms).toISOString();
export const refusal = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;

/** Made once with `openssl req -x509 -newkey ed25519`; its key was thrown away. */
export const CA_PEM = `-----BEGIN CERTIFICATE-----
MIIBQDCB86ADAgECAhQPO5GKNi8RUDMjaXRFxaa6abHk0zAFBgMrZXAwFTETMBEG
A1UEAwwKRXhhbXBsZSBDQTAgFw0yNjExMjIwMTUwMThaGA8yMTI2MTAyOTAxNTAx
OFowFTETMBEGA1UEAwwKRXhhbXBsZSBDQTAqMAUGAytlcAMhACmKqwoqZ28+CY3K
eMnk7jdzUgT+YMZEA45XeSMCuqMQo1MwUTAdBgNVHQ4EFgQU551fb4OrKuslD1Tk
7nO4nHrWUFYwHwYDVR0jBBgwFoAU551fb4OrKuslD1Tk7nO4nHrWUFYwDwYDVR0T
AQH/BAUwAwEB/zAFBgMrZXADQQCl5N0ipxMjf4aq/jX+Yq6qgWzWpmMMvou4qSNu
anUmyzBeCNqVe8RJc4sgnRasLNT6UkwVnkmAugOg2n/hyfkO
-----END CERTIFICATE-----
`;

export const POLICY: EndpointPolicy = {
  proxies: ['https://proxy.example.org:13111'],
  directFallback: false,
  requests: { mode: 'locked', value: true },
  contributions: { mode: 'free', value: false },
};

export type Draft = Omit<ProviderSettings, 'publicKey'>;

export const draft = (change: Partial<Draft> = {}): Draft => ({
  name: 'Example Provider',
  contacts: ['help@provider.example', '+49 30 1234567'],
  createdAt: iso(NOW - DAY_MS),
  serial: 1,
  expiresAt: iso(NOW + 365 * DAY_MS),
  services: { query: ['https://ksn.provider.example:8443', 'https://[2001:db8::1]:8443'] },
  ca: CA_PEM,
  statements: [{ id: 'ksn-2026', languages: [{ language: 'en', sha256: '0'.repeat(64) }] }],
  policy: POLICY,
  ...change,
});

/** A provider with its keys, each signed by the one before. */
export class Provider {
  readonly successions: Succession[] = [];
  key: SigningKey = generateSigningKey();

  get publicKey(): string {
    return this.key.publicKey.toString('base64');
  }

  get fingerprint(): string {
    return providerFingerprint(this.publicKey);
  }

  rotate(): this {
    const successor = generateSigningKey();
    this.successions.push(signSuccession(this.key, successor.publicKey, NOW));
    this.key = successor;
    return this;
  }

  file(change: Partial<Draft> = {}): string {
    return signSettings(draft(change), this.key, this.successions);
  }
}

/** A file of exactly these bytes, signed by the key. */
export function signedText(
  payload: string,
  key: SigningKey,
  payloadType: string = PAYLOAD_TYPES.providerSettings,
): string {
  const text = formatSettingsText(signEnvelope(payloadType, Buffer.from(payload), [key]), draft());
  return text.slice(text.indexOf('-----BEGIN'));
}

/** The payload of a file as an object. */
export function payloadOf(file: string): Record<string, unknown> {
  const block = file.slice(file.indexOf('-----BEGIN')).split('\n').slice(1, -2).join('');
  const { payload } = JSON.parse(Buffer.from(block, 'base64').toString()) as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64').toString()) as Record<string, unknown>;
}
