import type { ProviderSettings } from '@pksn/signing';

const DAY_MS = 86_400_000;
const EARLY_WARNING_MS = 30 * DAY_MS;

/** What a person must see of a settings file before anything else, in this order. */
export interface ProviderNotice {
  readonly name: string;
  readonly contacts: readonly string[];
  /** When the file was made; ISO 8601, UTC. */
  readonly createdAt: string;
  /** What a person should do something about: the file expired, or will within 30 days. */
  readonly warnings: readonly string[];
}

/** `now` is milliseconds since 1970. */
export function providerNotice(
  { name, contacts, createdAt, expiresAt }: ProviderSettings,
  now: number,
): ProviderNotice {
  return { name, contacts, createdAt, warnings: expiryWarnings(expiresAt, now) };
}

function expiryWarnings(expiresAt: string, now: number): string[] {
  const leftMs = Date.parse(expiresAt) - now;
  if (leftMs <= 0) return [`these settings expired at ${expiresAt}; ask the provider for a new settings file`];
  if (leftMs > EARLY_WARNING_MS) return [];
  const days = Math.ceil(leftMs / DAY_MS);
  return [`these settings expire in ${days} ${days === 1 ? 'day' : 'days'}; ask the provider for a new settings file`];
}
