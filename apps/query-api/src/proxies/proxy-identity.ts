import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { parseProxyVia, PROXY_VIA_HEADER } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { monotonicMs } from '@pksn/runtime';
import type { KnownProxies, KnownProxy } from '@pksn/store-postgres';
import type { WaitingDatabase } from '../waiting-database';
import { IdentityQueries } from './identity-queries';

/** For so long a connection whose certificate was not registered is refused without a look, in milliseconds. */
const STRANGE_MS = 1_000;

/** Whose requests under /v1/proxy/ are: the client certificate says it, and who is named by PKSN-Proxy-Via. */
export class ProxyIdentity {
  /** Anybody may show a certificate of his own: a stream of requests with one must not become as many questions to the database. */
  private readonly strangeUntil = new WeakMap<object, number>();

  private readonly known: IdentityQueries;

  constructor(
    known: Pick<KnownProxies, 'of'>,
    database: Pick<WaitingDatabase, 'use'>,
    private readonly elapsedMs: () => number = monotonicMs,
  ) {
    this.known = new IdentityQueries(known, database);
  }

  /**
   * The proxy whose request it is: the farthest of the chain that handed it on. All of the chain must be registered and good,
   * and those bound to a customer to one; its `customerId` is the one to which any of them is bound, so that none gains by
   * naming another. Faults: PROXY_UNKNOWN, PROXY_REVOKED, PROXY_CUSTOMER; REQUEST_MALFORMED for the header;
   * SERVICE_UNAVAILABLE while the database is away; SERVICE_OVERLOADED.
   */
  async of(request: IncomingMessage): Promise<KnownProxy> {
    const { socket } = request;
    const own = fingerprintOf(socket as TLSSocket);
    const chain = [own, ...parseProxyVia(viaOf(request))];
    if (this.elapsedMs() < (this.strangeUntil.get(socket) ?? -Infinity)) throw unknown(own);
    const found = await this.known.of(chain);
    if (!found.some((one) => one.fingerprint === own)) this.strangeUntil.set(socket, this.elapsedMs() + STRANGE_MS);
    const proxies = chain.map((fingerprint) => goodOf(found, fingerprint));
    const customers = new Set(proxies.map(({ customerId }) => customerId).filter((id) => id !== null));
    if (customers.size > 1)
      throw new Fault('PROXY_CUSTOMER', 'proxies of different customers handed this request on to each other');
    const farthest = proxies.at(-1) as KnownProxy;
    const [customerId = null] = customers;
    return { ...farthest, customerId };
  }
}

function viaOf({ headers }: IncomingMessage): string | undefined {
  const value = headers[PROXY_VIA_HEADER];
  return Array.isArray(value) ? value.join(',') : value;
}

/** Fault: PROXY_UNKNOWN, for a connection without a certificate. */
function fingerprintOf(socket: TLSSocket): string {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) throw new Fault('PROXY_UNKNOWN', 'the connection showed no client certificate');
  return certificate.fingerprint256.replaceAll(':', '').toLowerCase();
}

function goodOf(found: readonly KnownProxy[], fingerprint: string): KnownProxy {
  const proxy = found.find((one) => one.fingerprint === fingerprint);
  if (proxy === undefined) throw unknown(fingerprint);
  if (proxy.standing === 'revoked')
    throw new Fault('PROXY_REVOKED', `the proxy ${proxy.name} or its certificate was revoked`);
  if (proxy.standing === 'expired')
    throw new Fault('PROXY_REVOKED', `the certificate of the proxy ${proxy.name} has expired`);
  return proxy;
}

function unknown(fingerprint: string): Fault {
  return new Fault('PROXY_UNKNOWN', `no proxy is registered by the certificate ${fingerprint.slice(0, 16)}…`);
}
