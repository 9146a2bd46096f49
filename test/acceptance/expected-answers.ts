import {
  addressKey,
  canonicalDomain,
  canonicalUrl,
  domainExpressions,
  expressions,
  parseAddress,
} from '@pksn/web-address';
import { Fault } from '@pksn/domain';
import type { RealRow } from './real-rows';

export interface Verdict {
  readonly feed: string;
  readonly zone: string;
  readonly threat: string | null;
  readonly product: string | null;
  readonly hashes: Readonly<Record<string, string>>;
}

/** One question, as it goes into a bulk, and the answer that is right. */
export interface Expectation {
  readonly object: Readonly<Record<string, string>>;
  readonly verdict: Verdict | null;
}

const SEVERITY = ['grey', 'green', 'yellow', 'orange', 'red'];
const HASHES = ['sha256', 'sha1', 'md5'] as const;

/** A naive model of the feeds: plain maps, filled row by row, asked feed by feed. */
export class ExpectedAnswers {
  /** By feed in the order of precedence; keys are hashes, expressions and addresses. */
  private readonly feeds = new Map<string, Map<string, Verdict>>();

  constructor(feedsInOrder: readonly string[]) {
    for (const feed of feedsInOrder) this.feeds.set(feed, new Map());
  }

  /** Makes these rows the whole content of the feed. */
  replace(feed: string, rows: readonly RealRow[]): void {
    const content = new Map<string, Verdict>();
    for (const row of rows) for (const key of keysOf(row)) put(content, key, verdictOf(feed, row));
    this.feeds.set(feed, content);
  }

  /** Every question that a row allows, with the answer that is right; the row's own object is in a feed or is not. */
  about(row: RealRow): Expectation[] {
    const asked: Expectation[] = [];
    for (const hash of HASHES) {
      const value = row[hash];
      if (value !== undefined) asked.push({ object: { file: value }, verdict: this.first([[value.toLowerCase()]]) });
    }
    if (row.domain !== undefined) {
      const domain = withoutPort(row.domain);
      asked.push({
        object: { domain },
        verdict: this.first(domainExpressions(canonicalDomain(domain)).map((one) => [one])),
      });
    }
    if (row.ip !== undefined) {
      const ip = withoutPort(row.ip);
      asked.push({ object: { ip }, verdict: this.first([[addressName(ip)]]) });
    }
    if (row.url !== undefined) {
      const url = canonicalUrl(row.url);
      const names = expressions(url);
      if (url.address !== null) names.push(addressKey(url.address).toString('hex'));
      asked.push({ object: { url: row.url }, verdict: this.first(names.map((one) => [one])) });
    }
    return asked;
  }

  private first(keys: readonly (readonly string[])[]): Verdict | null {
    for (const content of this.feeds.values()) {
      for (const [key = ''] of keys) {
        const verdict = content.get(key);
        if (verdict !== undefined) return verdict;
      }
    }
    return null;
  }
}

/** Whether the row names an object at all, judged without the builder. A bare top-level domain is none. */
export function isObject(row: RealRow): boolean {
  try {
    if (row.domain !== undefined && !canonicalDomain(withoutPort(row.domain)).includes('.')) return false;
    return keysOf(row).length > 0;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function keysOf(row: RealRow): string[] {
  const keys: string[] = HASHES.flatMap((hash) => row[hash]?.toLowerCase() ?? []);
  if (row.domain !== undefined) keys.push(domainExpressions(canonicalDomain(withoutPort(row.domain)))[0] ?? '');
  if (row.ip !== undefined) keys.push(addressName(withoutPort(row.ip)));
  if (row.url !== undefined) keys.push(expressions(canonicalUrl(row.url))[0] ?? '');
  return keys;
}

function addressName(text: string): string {
  return addressKey(parseAddress(text)).toString('hex');
}

/** Faults: OBJECT_MALFORMED for what cannot be a port. */
function withoutPort(text: string): string {
  const [, host = text, port = '0'] = /^(.*):(\d+)$/.exec(text) ?? [];
  if (Number(port) > 65_535) throw new Fault('OBJECT_MALFORMED', 'not a port');
  return host;
}

function verdictOf(feed: string, row: RealRow): Verdict {
  const product = [row.softwareVendor, row.softwareProduct, row.softwareVersion].filter((part) => part !== undefined);
  const hashes = Object.fromEntries(HASHES.flatMap((hash) => (row[hash] === undefined ? [] : [[hash, row[hash]]])));
  return {
    feed,
    zone: row.zone,
    threat: row.threat ?? null,
    product: product.length === 0 ? null : product.join(' / '),
    hashes,
  };
}

/** CLI.md: the worst zone wins, then the first row. */
function put(content: Map<string, Verdict>, key: string, verdict: Verdict): void {
  const known = content.get(key);
  if (known === undefined || SEVERITY.indexOf(verdict.zone) > SEVERITY.indexOf(known.zone)) content.set(key, verdict);
}
