import {
  certificateFingerprints,
  DEFAULT_ENDPOINT_POLICY,
  FieldReader,
  httpsOrigin,
  parseCaPem,
  parseEndpointPolicy,
  parseOfflineLimits,
  parseOrigins,
  SIGNING_LIMITS,
} from '@pksn/signing';
import type { EndpointPolicy, OfflineLimits } from '@pksn/signing';

/** What the provider sets for its next settings file; kept between files. */
export interface StoredSettings {
  /** Where endpoints ask, in order; empty: where this installation says that it listens (`--query-url`). */
  readonly addresses: readonly string[];
  /**
   * Who vouches for those addresses: certificates in PEM, `installation` for those that this installation names
   * (`--ca`), or `public` for the authorities that every endpoint trusts.
   */
  readonly ca: string;
  readonly policy: EndpointPolicy;
  /** Null: files say nothing of it, and endpoints go by limits of their own. */
  readonly offline: OfflineLimits | null;
  /** How long a file is valid. */
  readonly validityDays: number;
}

export const DEFAULT_SETTINGS: StoredSettings = {
  addresses: [],
  ca: 'installation',
  policy: DEFAULT_ENDPOINT_POLICY,
  offline: null,
  validityDays: 366,
};
const CA_WORDS = ['installation', 'public'];

export function readStored(row: Readonly<Record<string, unknown>>): StoredSettings {
  return { ...DEFAULT_SETTINGS, ...row };
}

/** Faults: REQUEST_MALFORMED. Addresses may end with a slash, and a CA file may hold text around its certificates. */
export function judgeSettings(given: StoredSettings): StoredSettings {
  const read = new FieldReader('REQUEST_MALFORMED');
  const origins = (list: unknown, place: string): readonly string[] =>
    parseOrigins(read, Array.isArray(list) ? list.map(canonical) : list, place);
  const { proxies } = read.object(given.policy, 'policy');
  return {
    addresses: origins(given.addresses, 'addresses'),
    ca: CA_WORDS.includes(given.ca) ? given.ca : parseCaPem(read, given.ca),
    policy: parseEndpointPolicy(read, { ...given.policy, proxies: origins(proxies, 'policy.proxies') }),
    offline: parseOfflineLimits(read, given.offline ?? undefined) ?? null,
    validityDays: read.integer(given.validityDays, 'validityDays', 1, SIGNING_LIMITS.settingsValidityDays),
  };
}

function canonical(address: unknown): unknown {
  return typeof address === 'string' ? (httpsOrigin(address) ?? address) : address;
}

/** For logs and the audit: certificates by their fingerprints. */
export function withoutPem(settings: StoredSettings): Record<string, unknown> {
  return { ...settings, ca: CA_WORDS.includes(settings.ca) ? settings.ca : certificateFingerprints(settings.ca) };
}
