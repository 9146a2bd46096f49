import { FieldReader } from '../field-reader';
import type { Fields } from '../field-reader';
import { parseCa } from './ca-certificates';
import { parseEndpointPolicy } from './endpoint-policy';
import type { EndpointPolicy } from './endpoint-policy';
import { parseOfflineLimits } from './offline-limits';
import type { OfflineLimits } from './offline-limits';
import { parseProviderFacts } from './provider-facts';
import type { ProviderFacts } from './provider-facts';
import { parseServices } from './service-addresses';
import type { ServiceAddresses } from './service-addresses';
import { parseStatements } from './statements';
import type { StatementDigest } from './statements';
import { openSuccessions, parsePublicKey } from './succession';
import type { Succession } from './succession';

/** What a provider tells its endpoints; docs/settings-file.md describes the payload field by field. */
export interface ProviderSettings extends ProviderFacts {
  /** Grows with every file that the provider makes, across its keys. */
  readonly serial: number;
  /** ISO 8601 in UTC; from then on the file is refused. */
  readonly expiresAt: string;
  readonly services: ServiceAddresses;
  /** Certificates in PEM that vouch for the service, and nobody else does; null: those that the system trusts. */
  readonly ca: string | null;
  /** The provider's raw Ed25519 key in base64. */
  readonly publicKey: string;
  readonly statements: readonly StatementDigest[];
  readonly policy: EndpointPolicy;
  /** Left out: endpoints go by limits of their own. */
  readonly offline?: OfflineLimits;
}

const FIRST = ['name', 'contacts', 'createdAt'];

/** The two parts that must be read to find out whose file it is, before anything of it is believed. */
export interface SettingsOrigin {
  readonly publicKey: string;
  readonly successions: readonly Succession[];
}

/** Faults: SETTINGS_MALFORMED; SETTINGS_UNTRUSTED for a succession that its predecessor did not sign. */
export function parseSettingsOrigin(payload: Uint8Array): SettingsOrigin {
  const read = new FieldReader('SETTINGS_MALFORMED');
  const fields = read.object(read.json(payload, 'settings'), 'settings');
  const publicKey = parsePublicKey(read, fields['publicKey'], 'publicKey');
  const successions = openSuccessions(fields['successions']);
  const last = successions.at(-1);
  if (last !== undefined && last.to !== publicKey) read.refuse('successions', 'a chain that ends at publicKey');
  return { publicKey, successions };
}

/**
 * Schema of a verified payload. Unknown fields are ignored at the top and in lists, and refused in the policy, where
 * ignoring one would lift a rule. Faults: SETTINGS_MALFORMED.
 */
export function parseSettingsPayload(payload: Uint8Array): ProviderSettings {
  const read = new FieldReader('SETTINGS_MALFORMED');
  const value = read.json(payload, 'settings');
  const fields = read.object(value, 'settings');
  requirePlainForm(read, fields, payload);
  const facts = parseProviderFacts(read, fields);
  const expires = read.instant(fields['expiresAt'], 'expiresAt');
  if (expires <= Date.parse(facts.createdAt)) read.refuse('expiresAt', 'after createdAt');
  const offline = parseOfflineLimits(read, fields['offline']);
  return {
    ...facts,
    serial: read.integer(fields['serial'], 'serial', 1, Number.MAX_SAFE_INTEGER),
    expiresAt: String(fields['expiresAt']),
    services: parseServices(read, fields['services']),
    ca: parseCa(read, fields['ca']),
    publicKey: parsePublicKey(read, fields['publicKey'], 'publicKey'),
    statements: parseStatements(read, fields['statements']),
    policy: parseEndpointPolicy(read, fields['policy']),
    ...(offline === undefined ? {} : { offline }),
  };
}

/** Whoever decodes the file by hand must meet the same three facts, first and once: no repeated key, no white space. */
function requirePlainForm(read: FieldReader, fields: Fields, payload: Uint8Array): void {
  const first = Object.keys(fields).slice(0, FIRST.length);
  const compact = Buffer.from(JSON.stringify(fields), 'utf8').equals(payload);
  if (!compact || first.join() !== FIRST.join()) {
    read.refuse('settings', 'compact JSON without repetitions that begins with name, contacts and createdAt');
  }
}

/** The payload's bytes; the successions lead to the key that signs. */
export function settingsPayload(settings: ProviderSettings, successions: readonly Succession[]): Buffer {
  const { name, contacts, createdAt, serial, expiresAt, services, ca, publicKey, statements, policy, offline } =
    settings;
  const chain = successions.map((one) => one.envelope);
  const payload = { name, contacts, createdAt, serial, expiresAt, services, ca, publicKey };
  return Buffer.from(JSON.stringify({ ...payload, successions: chain, statements, policy, offline }), 'utf8');
}
