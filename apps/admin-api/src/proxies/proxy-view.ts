import { mergeProxySettings, readProxySettings } from '@pksn/contract';
import type { ProxyDefaults, RegisteredProxy } from '@pksn/store-postgres';

const iso = (time: Date | null): string | null => time?.toISOString() ?? null;

/** A proxy as administrators see it; `state` is what it gets when it asks now. */
export function proxyView(proxy: RegisteredProxy): object {
  const { id, name, customerId, enrolledBy, lastVersion, settings, settingsRevision, certificates } = proxy;
  const isGood = certificates.some((one) => one.isGood);
  return {
    id,
    name,
    boundTo: customerId === null ? 'provider' : 'customer',
    customer: customerId,
    state: proxy.revokedAt !== null ? 'revoked' : isGood ? 'good' : 'no certificate',
    enrolledAt: iso(proxy.enrolledAt),
    enrolledBy,
    revokedAt: iso(proxy.revokedAt),
    lastSeenAt: iso(proxy.lastSeenAt),
    lastVersion,
    certificates: certificates.map((one) => ({
      fingerprint: one.fingerprint,
      state: one.isGood ? 'good' : (one.revokedAt ?? proxy.revokedAt) !== null ? 'revoked' : 'expired',
      addedAt: iso(one.addedAt),
      expiresAt: iso(one.expiresAt),
      revokedAt: iso(one.revokedAt),
    })),
    settings: settings ?? {},
    settingsRevision,
  };
}

/** The same with what is set for it, its own and that of all put together. */
export function wholeProxyView(proxy: RegisteredProxy, defaults: ProxyDefaults): object {
  const effective = mergeProxySettings(readProxySettings(defaults.settings), readProxySettings(proxy.settings ?? {}));
  return { ...proxyView(proxy), effective };
}
