import { request } from 'node:http';
import type { ClientRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import type { AgentOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';

/** The outbound proxy for an `https://HOST:PORT`, as a URL; null: none. */
export type OutboundRoute = (origin: string) => string | null;

type Created = (error: Error | null, socket: Duplex) => void;

const CONNECT_MS = 10_000;

/**
 * An agent that goes through an outbound proxy by CONNECT (RFC 9110, 9.3.6): TLS is spoken with the service itself. Node's own agent
 * does this from version 24 on (`proxyEnv`); until that is the oldest that is supported, this stands in its place.
 */
export class TunnelAgent extends Agent {
  constructor(
    options: AgentOptions,
    private readonly route: OutboundRoute,
  ) {
    super(options);
  }

  override createConnection(options: ConnectionOptions, created: Created): Duplex | null | undefined {
    const host = options.host ?? '';
    const place = `${host.includes(':') ? `[${host}]` : host}:${String(options.port)}`;
    const proxy = this.route(`https://${place}`);
    if (proxy === null) return super.createConnection(options as never, created as never);
    const asking = askedOf(new URL(proxy), place);
    const failed = (error: Error): void => created(error, undefined as never);
    asking.once('error', failed);
    asking.setTimeout(CONNECT_MS, () => asking.destroy(new Error('the outbound proxy did not answer in time')));
    asking.once('connect', ({ statusCode }, socket) => {
      asking.off('error', failed);
      socket.setTimeout(0);
      if (statusCode === 200) return created(null, connect({ ...options, path: undefined, socket }));
      socket.destroy();
      failed(new Error(`the outbound proxy answered ${String(statusCode)}`));
    });
    asking.end();
    return undefined;
  }
}

function askedOf(proxy: URL, place: string): ClientRequest {
  const { protocol, hostname, port, username, password } = proxy;
  const isSecure = protocol === 'https:';
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const authorization =
    username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
  return (isSecure ? secureRequest : request)({
    method: 'CONNECT',
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 443 : 80) : port,
    path: place,
    headers: { host: place, ...authorization },
    agent: false,
  });
}
