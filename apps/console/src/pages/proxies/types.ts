export interface ProxySettings {
  readonly cache?: { readonly presentSeconds?: number; readonly absentSeconds?: number };
  readonly offline?: { readonly answersHours?: number; readonly keysHours?: number };
  readonly limits?: {
    readonly requestsPerSecond?: number;
    readonly connections?: number;
    readonly queueBytes?: number;
  };
  readonly allowedClients?: readonly string[];
}

export interface ProxyCertificate {
  readonly fingerprint: string;
  readonly state: 'good' | 'revoked' | 'expired';
  readonly addedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

export interface Proxy {
  readonly id: string;
  readonly name: string;
  readonly customer: string | null;
  readonly state: 'good' | 'revoked' | 'no certificate';
  readonly enrolledAt: string;
  readonly enrolledBy: string;
  readonly lastSeenAt: string | null;
  readonly lastVersion: string | null;
  readonly certificates: readonly ProxyCertificate[];
  readonly settings: ProxySettings;
  readonly settingsRevision: number;
}

export interface WholeProxy extends Proxy {
  readonly effective: ProxySettings;
}

export interface ProxyDefaults {
  readonly settings: ProxySettings;
  readonly revision: number;
}

export const PROXIES = '/api/v1/proxies';
export const DEFAULTS = '/api/v1/proxy-defaults';

/** When the last of its good certificates ends; null: it has none. */
export function certificateEnd({ certificates }: Proxy): string | null {
  const ends = certificates.filter(({ state }) => state === 'good').map(({ expiresAt }) => expiresAt);
  return ends.sort().at(-1) ?? null;
}
