import { BlockList, isIP } from 'node:net';

export interface OutboundProxy {
  /** The variable of the environment that names it. */
  readonly variable: string;
  /** Its host and port, without what else its address holds, such as a password. */
  readonly host: string;
  /** Its whole address: never to be shown. */
  readonly address: string;
}

const VARIABLES = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'] as const;

/** The outbound proxy by which the environment would have requests to `origin` sent; null: none, or NO_PROXY excepts it. */
export function outboundProxyFor(
  origin: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): OutboundProxy | null {
  const variable = VARIABLES.find((name) => (environment[name] ?? '') !== '');
  if (variable === undefined) return null;
  const address = environment[variable] ?? '';
  const whole = address.includes('://') ? address : `http://${address}`;
  if (!URL.canParse(whole) || isExcepted(origin, environment['no_proxy'] ?? environment['NO_PROXY'] ?? '')) return null;
  return { variable, host: new URL(whole).host, address: whole };
}

/** As curl and Go read it: `*`, names with all below them, addresses, networks; each may name a port. */
function isExcepted(origin: string, list: string): boolean {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((one) => one !== '')
    .some((one) => one === '*' || matches(one, host, port === '' ? '443' : port));
}

function matches(entry: string, host: string, port: string): boolean {
  const [, name = entry, only] = /^(\[[^\]]+\]|[^:]+):(\d+)$/.exec(entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const plain = name.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return plain === host || isWithin(host, plain);
  const below = plain.replace(/^\*?\./, '');
  return host === below || host.endsWith(`.${below}`);
}

function isWithin(host: string, network: string): boolean {
  const [address = '', bits = ''] = network.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6');
}
