import type { Prng } from '../prng';
import { pageUrl } from './feed-rows';
import {
  someAddress,
  someCertificate,
  someFile,
  someLabels,
  somePage,
  someSoftware,
  unlistedAddress,
  unlistedLabels,
  unlistedPage,
  type Hashes,
  type WebPage,
} from './universe';

/** One question, as the wire has it and as the database is asked. */
export interface Asked {
  readonly type: 'file' | 'url' | 'domain' | 'ip' | 'certificate' | 'software';
  /** An object of POST /v1/lookup. */
  readonly wire: object;
  /** The same question alone. */
  readonly path: string;
  /** Files and certificates: 1 is SHA-256, 2 SHA-1, 3 MD5. */
  readonly form: number | null;
  readonly hash: string | null;
  /** URLs and domains: the most specific first. */
  readonly expressions: readonly string[] | null;
  readonly address: string | null;
  readonly software: readonly (string | null)[] | null;
}

const NOTHING = { form: null, hash: null, expressions: null, address: null, software: null };

export function someQuestion(random: Prng): Asked {
  switch (random.below(10)) {
    case 0:
      return askedHash('certificate', random, someCertificate(random));
    case 1:
      return askedDomain(random);
    case 2:
    case 3:
      return askedUrl(random, random.below(8) === 0 ? unlistedPage(random) : somePage(random));
    case 4:
      return askedAddress(random);
    case 5:
      return askedSoftware(random);
    default:
      return someFileQuestion(random);
  }
}

export function someFileQuestion(random: Prng): Asked {
  return askedHash('file', random, someFile(random));
}

function askedHash(type: 'file' | 'certificate', random: Prng, hashes: Hashes): Asked {
  const form = 1 + random.below(type === 'file' ? 3 : 2);
  const known = [hashes.sha256, hashes.sha1, hashes.md5][form - 1] ?? '';
  const lower = random.below(8) === 0 ? random.bytes(known.length / 2).toString('hex') : known;
  const hash = random.below(4) === 0 ? lower.toUpperCase() : lower;
  return { ...NOTHING, type, wire: { [type]: hash }, path: `/v1/${type}s/${hash}`, form, hash: lower };
}

function askedDomain(random: Prng): Asked {
  const labels = random.below(8) === 0 ? unlistedLabels(random) : someLabels(random);
  const name = spoiltCase(random, labels.join('.')) + random.pick(['', '', '.']);
  const expressions = hostSuffixes(labels).map((host) => `${host}/`);
  return { ...NOTHING, type: 'domain', wire: { domain: name }, path: `/v1/domains/${name}`, expressions };
}

function askedUrl(random: Prng, page: WebPage): Asked {
  const url = random.below(4) === 0 ? pageUrl(page) : spoiltUrl(random, page);
  const hosts = page.labels === null ? [page.host] : hostSuffixes(page.labels);
  const expressions = hosts.flatMap((host) => pathPrefixes(page).map((path) => host + path));
  const address = page.labels === null ? page.host : null;
  return {
    ...NOTHING,
    type: 'url',
    wire: { url },
    path: `/v1/urls?url=${encodeURIComponent(url)}`,
    expressions,
    address,
  };
}

/** "URLs and Hashing": the exact name, and up to four made of its last five labels, never one label alone. */
function hostSuffixes(labels: readonly string[]): string[] {
  const shorter = [5, 4, 3, 2].filter((length) => length < labels.length);
  return [labels, ...shorter.map((length) => labels.slice(-length))].map((kept) => kept.join('.'));
}

/** The path with and without its query, and the four shortest directories. */
function pathPrefixes({ path, query }: WebPage): string[] {
  const whole = `/${path.join('/')}`;
  const directories = [0, 1, 2, 3]
    .filter((depth) => depth < path.length)
    .map(
      (depth) =>
        `/${path
          .slice(0, depth)
          .map((part) => `${part}/`)
          .join('')}`,
    );
  const all = [...(query === null || query === '' ? [] : [`${whole}?${query}`]), whole, ...directories.reverse()];
  return [...new Set(all)];
}

/** Another spelling of the same page, by the published rules: what canonicalization undoes. */
function spoiltUrl(random: Prng, page: WebPage): string {
  const { path, query, labels } = page;
  const often = (text: string): string => (random.below(4) === 0 ? text : '');
  const host = labels === null ? spoiltAddress(random, page.host) : spoiltCase(random, labels.join('.'));
  const segments = path.map((segment, n) => {
    const last = n === path.length - 1;
    const text = random.below(5) === 0 ? escaped(random, segment) : segment;
    return last ? text : often('./') + often('gone/../') + text + often('/');
  });
  const scheme = random.pick(['http://', 'https://', 'HTTP://', '']);
  // Without a scheme `user:` would be taken for one.
  const user = scheme === '' ? '' : often('user:pass@');
  const authority = user + often('.') + host + often('.') + often(':8080');
  const rest = `/${segments.join('/')}${query === null ? '' : `?${query}`}${often('#fragment')}`;
  return often(' ') + scheme + authority + often('\t') + rest + often(' ');
}

/** A percent-escape once or twice over; what is escaped already gets no more of it than the canonical form has. */
function escaped(random: Prng, segment: string): string {
  if (segment.includes('%') || segment === '') return segment;
  const at = random.below(segment.length);
  const hex = segment.charCodeAt(at).toString(16);
  return segment.slice(0, at) + random.pick(['%', '%25']) + hex + segment.slice(at + 1);
}

function spoiltAddress(random: Prng, quad: string): string {
  const parts = quad.split('.').map(Number);
  const number = parts.reduce((sum, part) => sum * 256 + part, 0);
  return random.pick([
    quad,
    String(number),
    `0x${number.toString(16)}`,
    parts.map((part) => `0${part.toString(8)}`).join('.'),
    `${String(parts[0])}.${String(number % 0x100_0000)}`,
  ]);
}

function spoiltCase(random: Prng, name: string): string {
  return random.below(3) === 0 ? name.toUpperCase() : name;
}

function askedAddress(random: Prng): Asked {
  const address = random.below(8) === 0 ? unlistedAddress(random) : someAddress(random);
  const text = address.includes(':') ? address.toUpperCase() : random.pick([address, address, `::ffff:${address}`]);
  return { ...NOTHING, type: 'ip', wire: { ip: text }, path: `/v1/ips/${encodeURIComponent(text)}`, address };
}

function askedSoftware(random: Prng): Asked {
  const { vendor, product, version } = someSoftware(random);
  const asked = random.below(6) === 0 ? 'Unlisted' : product;
  const spelled = [spoiltCase(random, vendor), ` ${asked}`, version].map((text) => text.normalize('NFC'));
  const [v = '', p = '', n = ''] = spelled;
  const named = { vendor: v, product: p, ...(n === '' ? {} : { version: n }) };
  const path = `/v1/software?${new URLSearchParams(named).toString()}`;
  return { ...NOTHING, type: 'software', wire: { software: named }, path, software: [v, p, n] };
}
