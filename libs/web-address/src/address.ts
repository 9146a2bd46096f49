import { malformed } from './malformed';
import { compressIpv6, parseDottedQuad, parseIpv6 } from './address-text';

/** An address, or a network: the bits behind `prefix` are zero. `bytes` has 4 or 16 bytes in network order. */
export interface Address {
  readonly family: 4 | 6;
  readonly bytes: Buffer;
  readonly prefix: number;
}

const IPV4_MAPPED = Buffer.from('00000000000000000000ffff', 'hex');
/** RFC 6052 2.1: the well-known prefix 64:ff9b::/96. */
const NAT64 = Buffer.from('0064ff9b0000000000000000', 'hex');
const EMBEDDED_AT = 12;

/**
 * Reads one address: a strict dotted quad, or IPv6 without brackets and zone. IPv4-mapped and NAT64 addresses
 * become the IPv4 address inside, as the Safe Browsing rules want it. Throws OBJECT_MALFORMED.
 */
export function parseAddress(text: string): Address {
  const quad = parseDottedQuad(text);
  if (quad !== null) return { family: 4, bytes: quad, prefix: 32 };
  const bytes = parseIpv6(text);
  if (bytes === null) throw malformed('not an IPv4 or IPv6 address');
  return ipv4Inside({ family: 6, bytes, prefix: 128 });
}

/** Reads an address or `address/prefix length`; bits behind the prefix must be zero. Throws OBJECT_MALFORMED. */
export function parseNetwork(text: string): Address {
  const slash = text.indexOf('/');
  if (slash < 0) return parseAddress(text);
  const [quad, wide] = [parseDottedQuad(text.slice(0, slash)), parseIpv6(text.slice(0, slash))];
  const bytes = quad ?? wide;
  const digits = text.slice(slash + 1);
  const prefix = /^(?:0|[1-9]\d{0,2})$/.test(digits) ? Number(digits) : Number.NaN;
  if (bytes === null || !(prefix <= bytes.length * 8)) throw malformed('not an address and a prefix length');
  if (!masked(bytes, prefix).equals(bytes)) throw malformed('the network has bits behind its prefix');
  return quad === null ? ipv4Inside({ family: 6, bytes, prefix }) : { family: 4, bytes, prefix };
}

function ipv4Inside(wide: Address): Address {
  const head = wide.bytes.subarray(0, EMBEDDED_AT);
  if (wide.prefix < EMBEDDED_AT * 8 || !(head.equals(IPV4_MAPPED) || head.equals(NAT64))) return wide;
  return { family: 4, bytes: wide.bytes.subarray(EMBEDDED_AT), prefix: wide.prefix - EMBEDDED_AT * 8 };
}

/** Dotted quad or RFC 5952 text; `/prefix` follows unless it is a single address. */
export function formatAddress(address: Address): string {
  const text = address.family === 4 ? address.bytes.join('.') : compressIpv6(address.bytes);
  return address.prefix === address.bytes.length * 8 ? text : `${text}/${address.prefix}`;
}

const KEY_TAIL_BYTES = 4;

/**
 * The key of the sections ip4 and ip6: the address cut to `prefix` bits | prefix (u8) | three zero bytes, so 8 or
 * 20 bytes. `prefix` is at most the family's 32 or 128.
 */
export function addressKey(address: Address, prefix: number = address.prefix): Buffer {
  const key = Buffer.alloc(address.bytes.length + KEY_TAIL_BYTES);
  maskInto(key, address.bytes, prefix);
  key[address.bytes.length] = prefix;
  return key;
}

function masked(bytes: Buffer, prefix: number): Buffer {
  const out = Buffer.alloc(bytes.length);
  maskInto(out, bytes, prefix);
  return out;
}

function maskInto(out: Buffer, bytes: Buffer, prefix: number): void {
  const whole = prefix >> 3;
  for (let i = 0; i < whole; i++) out[i] = bytes[i] ?? 0;
  if ((prefix & 7) !== 0) out[whole] = (bytes[whole] ?? 0) & (0xff00 >> (prefix & 7));
}
