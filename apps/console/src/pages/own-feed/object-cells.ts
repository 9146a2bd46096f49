import type { ObjectType } from '../lookup/types';

const FILES: Readonly<Record<number, string>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
const CERTIFICATES: Readonly<Record<number, string>> = { 64: 'certificateSha256', 40: 'certificateSha1' };

/** The fields of a package row that name the object; a hash of no known length stands in one that refuses it. */
export function objectCells(text: string, kind: ObjectType, moreHashes = ''): Record<string, string> {
  const plain = text.trim();
  if (kind === 'url' || kind === 'domain' || kind === 'ip') return { [kind]: plain };
  if (kind === 'software') {
    const [vendor = '', product = '', version = ''] = plain.split(' / ').map((part) => part.trim());
    const cells = { softwareVendor: vendor, softwareProduct: product, softwareVersion: version };
    return Object.fromEntries(Object.entries(cells).filter(([, cell]) => cell !== ''));
  }
  const fields = kind === 'file' ? FILES : CERTIFICATES;
  const hashes = [plain, ...moreHashes.split(/[\s,;]+/)].map((hash) => hash.replaceAll(':', '').toLowerCase());
  const given = hashes.filter((hash) => hash !== '');
  return Object.fromEntries(given.map((hash) => [fields[hash.length] ?? Object.values(fields).at(-1) ?? '', hash]));
}
