import { providerNotice } from '@pksn/endpoint-client';
import { certificateFingerprints, providerFingerprint } from '@pksn/signing';
import type { OfflineLimits, PolicySwitch, ProviderSettings } from '@pksn/signing';

/** The settings for machines: who the provider is comes first here, too. */
export function settingsDocument(settings: ProviderSettings, now: number): Record<string, unknown> {
  const {
    name,
    contacts,
    createdAt,
    serial,
    expiresAt,
    services,
    ca,
    publicKey,
    policy,
    statements,
    offline = null,
  } = settings;
  return {
    provider: { name, contacts, createdAt },
    serial,
    expiresAt,
    fingerprint: providerFingerprint(publicKey),
    addresses: services.query,
    caFingerprints: ca === null ? null : certificateFingerprints(ca),
    policy,
    offline,
    statements,
    warnings: providerNotice(settings, now).warnings,
  };
}

/** Provider, contacts and creation date before anything else. */
export function settingsLines(settings: ProviderSettings, now: number): string[] {
  const { name, contacts, createdAt, serial, expiresAt, services, ca, publicKey, policy, statements, offline } =
    settings;
  const authorities = ca === null ? ['those that this system trusts'] : certificateFingerprints(ca);
  return [
    ...labeled('Provider', [name]),
    ...labeled('Contacts', contacts.length === 0 ? ['none given'] : contacts),
    ...labeled('Created', [createdAt]),
    '',
    ...labeled('Serial', [String(serial)]),
    ...labeled('Expires', [expiresAt]),
    ...labeled('Fingerprint', [providerFingerprint(publicKey)]),
    ...labeled('Addresses', services.query),
    ...labeled('CA', authorities),
    ...labeled('Proxies', proxyLines(policy.proxies, policy.directFallback)),
    ...labeled('Requests', [switchText(policy.requests)]),
    ...labeled('Contributions', [switchText(policy.contributions)]),
    ...labeled('Offline', [offlineText(offline)]),
    ...labeled('Statements', statements.length === 0 ? ['none'] : statements.map((one) => one.id)),
    ...providerNotice(settings, now).warnings.map((one) => `Warning: ${one}`),
  ];
}

const INDENT = 15;

export function labeled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, i) => `${(i === 0 ? `${label}:` : '').padEnd(INDENT)}${line}`);
}

export function proxyLines(proxies: readonly string[], directFallback: boolean): string[] {
  if (proxies.length === 0) return ['none; the service is asked directly'];
  return [...proxies, directFallback ? 'then the service directly' : 'the service is never asked directly'];
}

function offlineText(limits: OfflineLimits | undefined): string {
  if (limits === undefined) return 'kept answers up to 7 days old, then the error';
  const { maxAgeHours, beyond, switched } = limits;
  const then = beyond === 'grey' ? 'grey' : 'the error';
  const until = switched === 'cache' ? '; these, too, while a switch of the network awaits acceptance' : '';
  return maxAgeHours === 0
    ? `no kept answers, ${then}`
    : `kept answers up to ${maxAgeHours} hours old, then ${then}${until}`;
}

function switchText({ mode, value }: PolicySwitch): string {
  const position = value ? 'on' : 'off';
  return mode === 'locked' ? `${position}, set by the provider` : `${position} until you decide`;
}
