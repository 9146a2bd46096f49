import { BlockList, isIP } from 'node:net';
import { Fault } from '@pksn/domain';
import type { FastifyRequest } from 'fastify';

const MAPPED = /^::ffff:(?=[\d.]+$)/i;
const CIDR = /^([^/]+)(?:\/(\d{1,3}))?$/;
/** Proxies in a row that are believed at most. */
const MOST_HOPS = 16;
const GROUPS = 8;
/** IPv6: a site has 48 to 56 bits of its own. */
const SITE_BYTES = 7;

/** From where requests come: the address of the connection, or what proxies that are trusted say before it. */
export class ClientNetwork {
  private readonly trusted: BlockList;

  /** Fault: CONFIG_INVALID when one of them is no address and no network such as 10.0.0.0/8. */
  constructor(trustedProxies: string | null) {
    this.trusted = listOf(trustedProxies);
  }

  addressOf(
    request: Pick<FastifyRequest, 'headers'> & { readonly socket: { readonly remoteAddress?: string | undefined } },
  ): string {
    const connected = plain(request.socket.remoteAddress ?? '');
    const header = request.headers['x-forwarded-for'];
    const said = [header ?? []]
      .flat()
      .join(',')
      .split(',')
      .slice(-MOST_HOPS)
      .map((one) => plain(one.trim()));
    let address = connected;
    // From the nearest on: each is believed when who said it is trusted.
    while (this.isTrusted(address)) {
      const before = said.pop();
      if (before === undefined || isIP(before) === 0) break;
      address = before;
    }
    return address;
  }

  private isTrusted(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }
}

/** The neighborhood of an address, which one person may well have whole: /24 of IPv4, /56 of IPv6. */
export function networkOf(address: string): string {
  const family = isIP(address);
  if (family === 4) return `${address.split('.').slice(0, 3).join('.')}.0/24`;
  if (family !== 6) return 'unknown';
  const bytes = bytesOf(address).slice(0, SITE_BYTES);
  return `${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}/56`;
}

function bytesOf(address: string): number[] {
  const [left = '', right] = (address.split('%')[0] ?? '').split('::');
  const parts = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [head, tail] = [parts(left), parts(right ?? '')];
  const zeros = Array<string>(Math.max(0, GROUPS - head.length - tail.length)).fill('0');
  return [...head, ...(right === undefined ? [] : zeros), ...tail].flatMap((group) => {
    const value = Number.parseInt(group, 16) || 0;
    return [value >> 8, value & 0xff];
  });
}

function plain(address: string): string {
  return address.replace(MAPPED, '');
}

function listOf(text: string | null): BlockList {
  const list = new BlockList();
  for (const one of (text ?? '').split(',').map((part) => part.trim())) {
    if (one === '') continue;
    const [, address = '', bits] = CIDR.exec(one) ?? [];
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    const most = family === 'ipv4' ? 32 : 128;
    if (isIP(address) === 0 || Number(bits ?? most) > most) {
      throw new Fault(
        'CONFIG_INVALID',
        '--trusted-proxies takes addresses and networks such as 10.0.0.0/8, with commas',
      );
    }
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
