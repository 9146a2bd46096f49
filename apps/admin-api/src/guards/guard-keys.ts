import { Fault, softwareKey } from '@pksn/domain';
import type { GuardKey, GuardKind } from '@pksn/store-postgres';
import { domainObject, ipObject, urlObject } from '@pksn/package-format';
import type { ObjectField } from '@pksn/package-format';
import { canonicalDomain, canonicalUrl, domainExpressions, expressionKey, expressions } from '@pksn/web-address';

/** A row of a list: the fields of an input row, as far as they name an object. */
export type GuardRow = Readonly<Partial<Record<ObjectField, string>>>;

const HASHES = [
  ['sha256', 'file-sha256', 64],
  ['sha1', 'file-sha1', 40],
  ['md5', 'file-md5', 32],
  ['certificateSha256', 'certificate-sha256', 64],
  ['certificateSha1', 'certificate-sha1', 40],
] as const;

/** The row as a list of this kind means it, where it guards something; else why not. */
export function guardKeys(row: GuardRow, kind: GuardKind): GuardKey[] | string {
  try {
    const keys = kind === 'certificates' ? thumbprintsOf(asCertificate(row)) : keysOf(row, kind === 'hosts');
    if (keys.length > 0) return keys;
    return kind === 'certificates' ? 'names no certificate' : 'names no object';
  } catch (error) {
    if (error instanceof Flaw) return error.message;
    if (error instanceof Fault && error.code === 'OBJECT_MALFORMED') return error.detail;
    throw error;
  }
}

class Flaw extends Error {}

/** In a list of certificates, hashes without a label are thumbprints. */
function asCertificate({ sha256, sha1, ...rest }: GuardRow): GuardRow {
  return {
    ...rest,
    ...(sha256 === undefined ? {} : { certificateSha256: sha256 }),
    ...(sha1 === undefined ? {} : { certificateSha1: sha1 }),
  };
}

function thumbprintsOf({ certificateSha256, certificateSha1 }: GuardRow): GuardKey[] {
  return hashKeys({
    ...(certificateSha256 === undefined ? {} : { certificateSha256 }),
    ...(certificateSha1 === undefined ? {} : { certificateSha1 }),
  });
}

function hashKeys(row: GuardRow): GuardKey[] {
  const keys: GuardKey[] = [];
  for (const [field, shelf, length] of HASHES) {
    const hex = row[field];
    if (hex === undefined) continue;
    if (hex.length !== length || !/^[0-9a-f]+$/i.test(hex)) throw new Flaw(`has a ${field} that is none`);
    keys.push({ shelf, key: Buffer.from(hex, 'hex'), entry: hex.toLowerCase() });
  }
  return keys;
}

function keysOf(row: GuardRow, isHosts: boolean): GuardKey[] {
  const keys = hashKeys(row);
  if (keys.length > 0) return keys;
  if (row.domain !== undefined) return domainKeys(row.domain, isHosts);
  if (row.url !== undefined) return urlKeys(row.url);
  if (row.ip !== undefined) return networkKeys(row.ip);
  return softwareKeys(row);
}

/** A record of a domain above it would turn it red, too. */
function domainKeys(text: string, isHosts: boolean): GuardKey[] {
  // MISP writes suffixes with a dot before them.
  const name = isHosts && text.startsWith('.') ? text.slice(1) : text;
  const object = domainObject(name);
  if (object.kind === 'flaw') throw new Flaw(object.reason);
  const all = domainExpressions(canonicalDomain(name.replace(/:\d+$/, '')));
  const keys = all.map((one): GuardKey => ({ shelf: 'web', key: expressionKey(one), entry: text }));
  const [own] = keys;
  return isHosts && own !== undefined ? [...keys, { ...own, shelf: 'hosts' }] : keys;
}

/** So would one of its host or of a folder above it. */
function urlKeys(text: string): GuardKey[] {
  const object = urlObject(text);
  if (object.kind === 'flaw') throw new Flaw(object.reason);
  return expressions(canonicalUrl(text)).map((one) => ({ shelf: 'web', key: expressionKey(one), entry: text }));
}

function networkKeys(text: string): GuardKey[] {
  const object = ipObject(text);
  if (object.kind === 'flaw') throw new Flaw(object.reason);
  if (object.kind === 'web') throw new Flaw('is no address');
  return [{ shelf: object.kind, key: object.key, entry: text }];
}

/** A record without a version speaks for all versions that have none of their own. */
function softwareKeys({ softwareVendor = '', softwareProduct = '', softwareVersion }: GuardRow): GuardKey[] {
  if (softwareProduct.trim() === '') return [];
  const versions = softwareVersion === undefined || softwareVersion === '' ? [null] : [softwareVersion, null];
  const entry = [softwareVendor, softwareProduct, softwareVersion].filter((part) => part).join(' / ');
  return versions.map((version) => ({
    shelf: 'software',
    key: softwareKey(softwareVendor, softwareProduct, version),
    entry,
  }));
}
