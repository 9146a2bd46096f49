import { Fault } from '@pksn/domain';
import { PROXY_SETTINGS_SCHEMA, readProxySettings } from './proxy-settings';
import type { ProxySettings } from './proxy-settings';

/** Answer of `GET /v1/proxy/settings`: as what the proxy is known, and what is set for it. */
export interface ProxyStanding {
  readonly proxy: { readonly id: string; readonly name: string; readonly boundTo: 'provider' | 'customer' };
  /** Goes up with each change of what is set. */
  readonly revision: number;
  /** When the certificate ends by which it asked; ISO 8601. */
  readonly certificateExpiresAt: string;
  readonly settings: ProxySettings;
}

/** What a proxy says of itself when it asks: up to 40 letters, digits and `.+-_`. */
export const PROXY_VERSION_HEADER = 'pksn-proxy-version';

const TEXT = { type: 'string' } as const;

export const PROXY_STANDING_SCHEMA: Readonly<Record<string, unknown>> = {
  type: 'object',
  required: ['proxy', 'revision', 'certificateExpiresAt', 'settings'],
  properties: {
    proxy: {
      type: 'object',
      required: ['id', 'name', 'boundTo'],
      properties: { id: TEXT, name: TEXT, boundTo: { type: 'string', enum: ['provider', 'customer'] } },
    },
    revision: { type: 'integer', minimum: 0 },
    certificateExpiresAt: { type: 'string', format: 'date-time' },
    settings: PROXY_SETTINGS_SCHEMA,
  },
};

/** Reads an answer at the proxy. Fault: REQUEST_MALFORMED, also for settings that are out of bounds. */
export function readProxyStanding(value: unknown): ProxyStanding {
  const { proxy, revision, certificateExpiresAt, settings } = (value ?? {}) as Record<string, unknown>;
  const { id, name, boundTo } = (proxy ?? {}) as Record<string, unknown>;
  const isRight =
    isText(id) &&
    isText(name) &&
    (boundTo === 'provider' || boundTo === 'customer') &&
    Number.isSafeInteger(revision) &&
    isText(certificateExpiresAt) &&
    Number.isFinite(Date.parse(certificateExpiresAt));
  if (!isRight) throw new Fault('REQUEST_MALFORMED', 'this is no answer of /v1/proxy/settings');
  return {
    proxy: { id, name, boundTo },
    revision: revision as number,
    certificateExpiresAt,
    settings: readProxySettings(settings),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 200;
}
