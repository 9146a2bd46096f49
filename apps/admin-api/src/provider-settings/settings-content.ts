import { readFile } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { errorCode } from '@pksn/runtime';
import { FieldReader, httpsOrigin, parseCaPem } from '@pksn/signing';
import type { ProviderSettings } from '@pksn/signing';
import type { ProviderFacts } from '@pksn/store-postgres';
import type { StoredSettings } from './stored-settings';

/** What the installation's own configuration says of itself. */
export interface Installation {
  readonly queryUrl: string | null;
  /** Path of certificates in PEM. */
  readonly ca: string | null;
}

/** The part of a settings file that does not depend on the moment of its issue. */
export type SettingsContent = Pick<
  ProviderSettings,
  'name' | 'contacts' | 'services' | 'ca' | 'statements' | 'policy' | 'offline'
>;

/** Fault: SETTINGS_INCOMPLETE, naming what is to be set. */
export async function contentOf(
  facts: ProviderFacts,
  stored: StoredSettings,
  statements: SettingsContent['statements'],
  installation: Installation,
): Promise<SettingsContent> {
  return {
    name: facts.name,
    contacts: facts.contacts.filter((one) => one.trim() !== ''),
    services: { query: stored.addresses.length > 0 ? stored.addresses : [ownAddress(installation.queryUrl)] },
    ca: await caOf(stored.ca, installation.ca),
    statements,
    policy: stored.policy,
    ...(stored.offline === null ? {} : { offline: stored.offline }),
  };
}

function ownAddress(queryUrl: string | null): string {
  const origin = queryUrl === null ? null : httpsOrigin(queryUrl);
  if (origin !== null) return origin;
  const what = queryUrl === null ? 'no address is set' : 'the setting --query-url of admin-api is no https:// address';
  throw new Fault('SETTINGS_INCOMPLETE', `${what}: pksn provider settings --address https://HOST:PORT`);
}

async function caOf(choice: string, path: string | null): Promise<string | null> {
  if (choice === 'public') return null;
  if (choice !== 'installation') return choice;
  if (path === null) {
    throw new Fault('SETTINGS_INCOMPLETE', 'no CA is set: pksn provider settings --ca FILE, or --ca public');
  }
  const pem = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault('SETTINGS_INCOMPLETE', `the CA file ${path} cannot be read (${errorCode(cause)})`, { cause });
  });
  return parseCaPem(new FieldReader('SETTINGS_INCOMPLETE'), pem);
}

/** What of this a file does not say; endpoints that loaded the file still hold it. */
export function differences(content: SettingsContent, file: ProviderSettings): string[] {
  const pairs: readonly [string, unknown, unknown][] = [
    ['the name', content.name, file.name],
    ['the contacts', content.contacts, file.contacts],
    ['the addresses', content.services.query, file.services.query],
    ['the CA', content.ca, file.ca],
    ['the policy', content.policy, file.policy],
    ['the offline limits', content.offline, file.offline],
    ['the statements', content.statements, file.statements],
  ];
  return pairs.flatMap(([what, now, then]) => (same(now, then) ? [] : [what]));
}

/** jsonb keeps no order of keys, so order does not count. */
function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, one]) => [key, sorted(one)]);
}
