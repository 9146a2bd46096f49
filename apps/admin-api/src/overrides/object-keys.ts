import type { SectionName } from '@pksn/domain';
import { sectionById, sectionLayout, softwareKey } from '@pksn/domain';
import type { AskedKey, LiveSnapshots, StoredOverride } from '@pksn/store-postgres';
import {
  addressKey,
  canonicalDomain,
  canonicalUrl,
  domainExpressions,
  expressionKey,
  expressions,
  formatAddress,
  parseNetwork,
} from '@pksn/web-address';

const ALIASES: Partial<Record<SectionName, SectionName>> = {
  'file-sha1': 'alias-sha1',
  'file-md5': 'alias-md5',
  'certificate-sha1': 'alias-certificate-sha1',
};

/** The keys under which a feed may know the object of an override, the most specific first. */
export function keysOf(
  { object, section, key }: Pick<StoredOverride, 'object' | 'section' | 'key'>,
  prefixLengths: LiveSnapshots['prefixLengths'],
): AskedKey[] {
  const { type, url, domain, ip, vendor, product, version } = object as Record<string, string | null | undefined>;
  const own = { section, key, matched: null };
  const narrowed = (one: AskedKey): AskedKey => (one.key.equals(key) ? own : one);
  if (typeof url === 'string') return expressions(canonicalUrl(url)).map(webKey).map(narrowed);
  if (typeof domain === 'string')
    return domainExpressions(canonicalDomain(domain.replace(/\/$/, '')))
      .map(webKey)
      .map(narrowed);
  if (typeof ip === 'string') return networkKeys(ip, prefixLengths).map(narrowed);
  if (type === 'software' && typeof version === 'string') {
    const wider = { section, key: softwareKey(vendor ?? '', product ?? '', null), matched: null };
    return [own, wider];
  }
  const alias = ALIASES[sectionById(section).name];
  return alias === undefined ? [own] : [{ section: sectionLayout(alias).id, key, matched: null }, own];
}

function webKey(expression: string): AskedKey {
  return { section: sectionLayout('web').id, key: expressionKey(expression), matched: expression };
}

function networkKeys(text: string, prefixLengths: LiveSnapshots['prefixLengths']): AskedKey[] {
  const network = parseNetwork(text);
  const { family, bytes, prefix: own } = network;
  const name = family === 4 ? 'ip4' : 'ip6';
  const lengths = prefixLengths[name].filter((prefix) => prefix <= own);
  return lengths.map((prefix) => {
    const key = addressKey(network, prefix);
    const matched = formatAddress({ family, bytes: key.subarray(0, bytes.length), prefix });
    return { section: sectionLayout(name).id, key, matched };
  });
}
