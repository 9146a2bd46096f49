import type { ProxySettings } from '@pksn/contract';

/** A proxy as the admin API tells of it. */
export interface ProxyView {
  readonly id: string;
  readonly name: string;
  readonly boundTo: 'provider' | 'customer';
  readonly customer: string | null;
  readonly state: string;
  readonly enrolledAt: string;
  readonly enrolledBy: string;
  readonly revokedAt: string | null;
  readonly lastSeenAt: string | null;
  readonly lastVersion: string | null;
  readonly certificates: readonly {
    readonly fingerprint: string;
    readonly state: string;
    readonly addedAt: string;
    readonly expiresAt: string;
  }[];
  readonly settings: ProxySettings;
  readonly settingsRevision: number;
}

export interface WholeProxyView extends ProxyView {
  /** Its own settings and those of all proxies put together. */
  readonly effective: ProxySettings;
}

export interface ProxyDefaultsView {
  readonly settings: ProxySettings;
  readonly revision: number;
}

/** When the last of its good certificates ends; null: it has none. */
export function certificateEnd({ certificates }: ProxyView): string | null {
  const ends = certificates.filter(({ state }) => state === 'good').map(({ expiresAt }) => expiresAt);
  return ends.sort().at(-1) ?? null;
}

export const boundText = ({ customer }: ProxyView): string => (customer === null ? 'the provider' : customer);

/** `cache.presentSeconds  60`, a line for each member. */
export function settingLines(settings: ProxySettings): readonly (readonly [string, string])[] {
  return Object.entries(settings).flatMap(([section, value]: [string, unknown]) =>
    Array.isArray(value)
      ? [[section, value.join(', ')] as const]
      : Object.entries(value as object).map(([name, one]) => [`${section}.${name}`, String(one)] as const),
  );
}
