import { Fault } from '@pksn/domain';

/**
 * By which proxies below the one that asks a request under /v1/proxy/ came: fingerprints of their certificates, nearest
 * first, so that the last is whose request it is. Each proxy puts the one that it was asked by in front.
 */
export const PROXY_VIA_HEADER = 'pksn-proxy-via';
export const PROXY_VIA_LONGEST = 8;

const FINGERPRINT = /^[0-9a-f]{64}$/;

/** SHA-256 of certificates, 64 lower-case hexadecimal digits each. Fault: REQUEST_MALFORMED. */
export function parseProxyVia(value: string | null | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  const named = value.length > 1_000 ? [] : value.split(',').map((one) => one.trim());
  if (named.length === 0 || named.length > PROXY_VIA_LONGEST || !named.every((one) => FINGERPRINT.test(one)))
    throw new Fault('REQUEST_MALFORMED', 'PKSN-Proxy-Via must name 1 to 8 fingerprints of 64 hexadecimal digits');
  if (new Set(named).size < named.length)
    throw new Fault('REQUEST_MALFORMED', 'PKSN-Proxy-Via names a proxy twice: they ask each other in a circle');
  return named;
}

/** What a proxy sends on: `below` is the fingerprint of who asked it, `value` what that one sent. Fault: REQUEST_MALFORMED. */
export function extendProxyVia(below: string, value: string | null | undefined): string {
  const extended = [below, ...parseProxyVia(value)].join(', ');
  parseProxyVia(extended);
  return extended;
}
