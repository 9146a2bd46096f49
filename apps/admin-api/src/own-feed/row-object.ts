import { Fault } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import { domainObject, urlObject } from '@pksn/package-format';
import type { ObjectField, WebObject } from '@pksn/package-format';
import type { OwnFeedObject } from '@pksn/store-postgres';
import { formatAddress, parseNetwork } from '@pksn/web-address';
import { objectFromText } from '../overrides/object-text';

const FILE_FIELDS: Readonly<Record<number, ObjectField>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
const CERTIFICATE_FIELDS: Readonly<Record<number, ObjectField>> = { 64: 'certificateSha256', 40: 'certificateSha1' };

type Cells = Readonly<Partial<Record<ObjectField, string | null>>>;

/**
 * The objects of a row: all its hashes are of one file (and its thumbprints of one certificate), beside which the
 * software fields name no object. Fault: OBJECT_MALFORMED.
 */
export function rowObjects(cells: Cells): OwnFeedObject[] {
  const { url, domain, ip, softwareProduct: product } = cells;
  const { sha256, sha1, md5, certificateSha256, certificateSha1 } = cells;
  const objects: OwnFeedObject[] = [];
  if (sha256 ?? sha1 ?? md5) objects.push({ type: 'file', sha256: hex(sha256), sha1: hex(sha1), md5: hex(md5) });
  if (certificateSha256 ?? certificateSha1)
    objects.push({ type: 'certificate', sha256: hex(certificateSha256), sha1: hex(certificateSha1) });
  const isHashed = objects.length > 0;
  if (url != null) objects.push({ type: 'url', url: expression(urlObject(url)) });
  if (domain != null) objects.push({ type: 'domain', domain: expression(domainObject(domain)).slice(0, -1) });
  if (ip != null) objects.push({ type: 'ip', ip: formatAddress(parseNetwork(ip)) });
  if (product != null && !isHashed) {
    const { softwareVendor: vendor, softwareVersion: version } = cells;
    objects.push({ type: 'software', vendor: vendor ?? '', product, version: version ?? null });
  }
  return objects;
}

/** An object as people write it; certificates and software are named as such by `kind`. Fault: OBJECT_MALFORMED. */
export function objectNamed(text: string, kind: ObjectType | null): OwnFeedObject {
  const { file, certificate, software, ...web } = objectFromText(text, kind);
  const [object] = rowObjects({
    ...web,
    ...(file === undefined ? {} : { [hashField(file, FILE_FIELDS)]: file }),
    ...(certificate === undefined ? {} : { [hashField(certificate, CERTIFICATE_FIELDS)]: certificate }),
    ...(software === undefined
      ? {}
      : { softwareVendor: software.vendor, softwareProduct: software.product, softwareVersion: software.version }),
  } as Cells);
  if (object === undefined) throw new Fault('OBJECT_MALFORMED', 'this names no object');
  return object;
}

/** The same fields again: what is read from them is the object. */
export function objectFields(object: OwnFeedObject): Partial<Record<ObjectField, string>> {
  const given = (fields: Partial<Record<ObjectField, string | null>>): Partial<Record<ObjectField, string>> =>
    Object.fromEntries(Object.entries(fields).filter(([, text]) => text !== null && text !== '')) as never;
  switch (object.type) {
    case 'file':
      return given({ sha256: object.sha256, sha1: object.sha1, md5: object.md5 });
    case 'certificate':
      return given({ certificateSha256: object.sha256, certificateSha1: object.sha1 });
    case 'url':
      return { url: object.url };
    case 'domain':
      return { domain: object.domain };
    case 'ip':
      return { ip: object.ip };
    case 'software':
      return given({
        softwareVendor: object.vendor,
        softwareProduct: object.product,
        softwareVersion: object.version,
      });
  }
}

function hashField(text: string, fields: Readonly<Record<number, ObjectField>>): ObjectField {
  const field = fields[text.length];
  if (field === undefined) throw new Fault('OBJECT_MALFORMED', 'this is not a hash');
  return field;
}

function hex(text: string | null | undefined): string | null {
  return text?.replaceAll(':', '').toLowerCase() ?? null;
}

function expression(object: WebObject): string {
  if (object.kind === 'web') return object.expression;
  throw new Fault('OBJECT_MALFORMED', object.kind === 'flaw' ? object.reason : 'this is an address');
}
