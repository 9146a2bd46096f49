import { Fault } from '@pksn/domain';
import { addressKey, canonicalDomain, canonicalUrl, parseNetwork } from '@pksn/web-address';
import { isDefanged } from './columns/refang';

/** A web expression, or the key of an address; or the reason why the text is neither. */
export type WebObject =
  | { readonly kind: 'web'; readonly expression: string; readonly portDropped: boolean }
  | { readonly kind: 'ip4' | 'ip6'; readonly key: Buffer; readonly portDropped: boolean }
  | { readonly kind: 'flaw'; readonly reason: string };

const flaw = (reason: string): WebObject => ({ kind: 'flaw', reason });

/** The exact expression of a URL: host, path and query of its canonical form. */
export function urlObject(text: string): WebObject {
  if (text.startsWith('/')) return flaw('url is a bare path');
  return refusable('url', text, () => {
    const { host, path, query, address } = canonicalUrl(text);
    const tail = query === null || query === '' ? path : `${path}?${query}`;
    if (address === null && tail === '/' && !host.includes('.')) return flaw('url names a bare top-level domain');
    return { kind: 'web', expression: host + tail, portDropped: false };
  });
}

/** 0 to 65,535: more is no port, and what it stands behind is no object. */
const PORT_NUMBER = '(?:6553[0-5]|655[0-2]\\d|65[0-4]\\d\\d|6[0-4]\\d{3}|[1-5]\\d{4}|0{0,4}\\d{1,4})';
const PORT = new RegExp(`:${PORT_NUMBER}$`);

export function domainObject(text: string): WebObject {
  if (text.startsWith('/')) return flaw('domain is a bare path');
  return refusable('domain', text, () => {
    const portDropped = PORT.test(text);
    const domain = canonicalDomain(portDropped ? text.replace(PORT, '') : text);
    if (!domain.includes('.')) return flaw('domain is a bare top-level domain');
    return { kind: 'web', expression: `${domain}/`, portDropped };
  });
}

const V4_WITH_PORT = new RegExp(`^(\\d{1,3}(?:\\.\\d{1,3}){3}):${PORT_NUMBER}$`);
const BRACKETED = new RegExp(`^\\[([^\\]]*)\\](:${PORT_NUMBER})?$`);

/** A single address or a network, with or without a port behind a single one. */
export function ipObject(text: string): WebObject {
  return refusable('ip', text, () => {
    const [, quad] = V4_WITH_PORT.exec(text) ?? [];
    const [, wide, widePort] = BRACKETED.exec(text) ?? [];
    const address = parseNetwork(quad ?? wide ?? text);
    const portDropped = quad !== undefined || widePort !== undefined;
    return { kind: address.family === 4 ? 'ip4' : 'ip6', key: addressKey(address), portDropped };
  });
}

function refusable(what: string, text: string, read: () => WebObject): WebObject {
  if (isDefanged(text)) return flaw(`${what} is written so that nobody follows it ("[.]", "hxxp:"); --refang reads it`);
  try {
    return read();
  } catch (error) {
    if (error instanceof Fault && error.code === 'OBJECT_MALFORMED') return flaw(`${what}: ${error.detail}`);
    throw error;
  }
}
