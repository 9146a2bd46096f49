import { createHash } from 'node:crypto';
import type { Prng } from '../prng';

/*
 * The objects that packages, overrides and questions speak of. There are few of them, so that feeds contradict each
 * other, and each has a canonical form that is known because the object was put together from its parts.
 */
export interface Hashes {
  readonly sha256: string;
  readonly sha1: string;
  readonly md5: string;
}

export interface WebPage {
  /** Labels of a name, or null for an address. */
  readonly labels: readonly string[] | null;
  readonly host: string;
  /** Directories, then what is behind the last slash. */
  readonly path: readonly string[];
  readonly query: string | null;
}

export interface Software {
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
}

const FILES = 400;
const CERTIFICATES = 60;
const LABELS = ['a', 'b', 'www', 'cdn', 'x-1', 'mail'];
const DOMAINS = ['example.com', 'example.net', 'shop.example', 'xn--bcher-kva.example'];
const SEGMENTS = ['1', '2', 'dir', 'index.html', 'caf%C3%A9', 'a~b'];
const QUERIES = [null, null, 'q=1', 'q=1&r=/../', ''];

function hashesOf(name: string): Hashes {
  const hash = (kind: string): string => createHash(kind).update(name).digest('hex');
  return { sha256: hash('sha256'), sha1: hash('sha1'), md5: hash('md5') };
}

const files = Array.from({ length: FILES }, (_, n) => hashesOf(`file ${String(n)}`));
const certificates = Array.from({ length: CERTIFICATES }, (_, n) => hashesOf(`certificate ${String(n)}`));

export const someFile = (random: Prng): Hashes => random.pick(files);
export const someCertificate = (random: Prng): Hashes => random.pick(certificates);

/** Mostly the hashes of one object, now and then one of another's: then feeds claim different siblings. */
export function claimedHashes(random: Prng, pick: (random: Prng) => Hashes): Partial<Hashes> {
  const own = pick(random);
  const claimed: { sha256?: string; sha1?: string; md5?: string } = {};
  for (const kind of ['sha256', 'sha1', 'md5'] as const) {
    if (random.below(10) < 6) claimed[kind] = (random.below(9) === 0 ? pick(random) : own)[kind];
  }
  return Object.keys(claimed).length === 0 ? { sha256: own.sha256 } : claimed;
}

export function someLabels(random: Prng): string[] {
  const depth = random.pick([0, 0, 1, 1, 2, 3, 5]);
  return [...Array.from({ length: depth }, () => random.pick(LABELS)), ...random.pick(DOMAINS).split('.')];
}

export function somePage(random: Prng): WebPage {
  const depth = random.pick([0, 0, 1, 1, 2, 3, 6]);
  const path = [...Array.from({ length: depth }, () => random.pick(SEGMENTS)), random.pick(['', ...SEGMENTS])];
  const labels = random.below(6) === 0 ? null : someLabels(random);
  return { labels, host: labels?.join('.') ?? someIpv4(random), path, query: random.pick(QUERIES) };
}

export function someIpv4(random: Prng): string {
  return `198.51.${String(100 + random.below(2))}.${String(random.below(64))}`;
}

/** Eight groups, as PostgreSQL reads them. */
export function someIpv6(random: Prng): string {
  const group = (values: readonly string[]): string => random.pick(values);
  return ['2001:db8', group(['0', '1']), group(['0', 'a']), '0:0:0', group(['0', '1', 'ff'])].join(':');
}

export function someAddress(random: Prng): string {
  return random.below(3) === 0 ? someIpv6(random) : someIpv4(random);
}

/*
 * What no feed speaks of, however wide its networks and short its expressions. There are many, as an override may
 * be set for one that was asked.
 */
export function unlistedLabels(random: Prng): string[] {
  return [`n${String(random.below(1_000))}`, 'unlisted', 'test'];
}

export function unlistedPage(random: Prng): WebPage {
  const labels = random.below(4) === 0 ? null : unlistedLabels(random);
  return { ...somePage(random), labels, host: labels?.join('.') ?? unlistedIpv4(random) };
}

export function unlistedAddress(random: Prng): string {
  return random.below(3) === 0 ? `2001:dead:0:0:0:0:0:${random.below(1_000).toString(16)}` : unlistedIpv4(random);
}

function unlistedIpv4(random: Prng): string {
  return `203.0.113.${String(random.below(256))}`;
}

/** A network whose host bits are zero. */
export function someNetwork(random: Prng): string {
  if (random.below(3) === 0)
    return random.pick(['2001:db8::/32', '2001:db8:1::/48', '2001:db8:1:a::/64', '2001:db8::1']);
  const [bits, address] = [random.pick([16, 24, 26, 30, 32]), someIpv4(random)];
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const masked = (((a << 24) | (b << 16) | (c << 8) | d) & (-1 << (32 - bits))) >>> 0;
  const quad = [masked >>> 24, (masked >>> 16) & 255, (masked >>> 8) & 255, masked & 255].join('.');
  return bits === 32 ? quad : `${quad}/${String(bits)}`;
}

export function someSoftware(random: Prng): Software {
  return {
    vendor: random.pick(['Example', 'Acme GmbH', 'Ünïcode']),
    product: random.pick(['Editor', 'Player', 'Browser', 'Ｗide']),
    version: random.pick(['', '1.0', '1.1', '2.0']),
  };
}
