import type { WireObject } from '@pksn/contract';
import { QUERY_LIMITS } from '@pksn/contract';
import type { ObjectType } from '@pksn/domain';
import { Fault, softwareKey } from '@pksn/domain';
import type {
  CertificateQuestion,
  FileQuestion,
  IpQuestion,
  Question,
  SoftwareQuestion,
  WebQuestion,
} from '@pksn/reputation-index';
import {
  canonicalDomain,
  canonicalUrl,
  domainExpressions,
  expressionKey,
  expressions,
  parseAddress,
} from '@pksn/web-address';

/** A question to the index, and the object as the answer will name it. */
export interface Asked {
  readonly type: ObjectType;
  readonly question: Question;
  readonly object: Readonly<Record<string, unknown>>;
}

const HEX = /^[0-9a-fA-F]+$/;

function hashBytes(hex: string, what: string): Buffer {
  if (!HEX.test(hex)) throw new Fault('OBJECT_MALFORMED', `${what} is not hexadecimal`);
  return Buffer.from(hex, 'hex');
}

export function askFile(hash: string): Asked {
  const kind = { 64: 'sha256', 40: 'sha1', 32: 'md5' }[hash.length] as FileQuestion['hashKind'] | undefined;
  if (kind === undefined) throw new Fault('OBJECT_MALFORMED', 'a file hash has 32, 40 or 64 hexadecimal digits');
  const question: FileQuestion = { type: 'file', hashKind: kind, key: hashBytes(hash, 'the file hash') };
  return { type: 'file', question, object: { [kind]: hash.toLowerCase() } };
}

export function askCertificate(thumbprint: string): Asked {
  const kind = { 64: 'sha256', 40: 'sha1' }[thumbprint.length] as CertificateQuestion['hashKind'] | undefined;
  if (kind === undefined) throw new Fault('OBJECT_MALFORMED', 'a certificate thumbprint has 40 or 64 hexadecimal digits');
  const key = hashBytes(thumbprint, 'the certificate thumbprint');
  return { type: 'certificate', question: { type: 'certificate', hashKind: kind, key }, object: { [kind]: thumbprint.toLowerCase() } };
}

export function askUrl(url: string): Asked {
  const canonical = canonicalUrl(url);
  const { address } = canonical;
  const question: WebQuestion = {
    type: 'url',
    ...keyed(expressions(canonical)),
    address: address === null ? null : { type: 'ip', family: address.family, bytes: address.bytes },
  };
  return { type: 'url', question, object: { url } };
}

export function askDomain(name: string): Asked {
  const domain = canonicalDomain(name);
  const question: WebQuestion = { type: 'domain', ...keyed(domainExpressions(domain)), address: null };
  return { type: 'domain', question, object: { domain: name } };
}

function keyed(all: readonly string[]): Pick<WebQuestion, 'expressions' | 'expressionKeys'> {
  return { expressions: all, expressionKeys: all.map(expressionKey) };
}

export function askIp(text: string): Asked {
  const address = parseAddress(text);
  const question: IpQuestion = { type: 'ip', family: address.family, bytes: address.bytes };
  return { type: 'ip', question, object: { ip: text } };
}

export function askSoftware(vendor: string, product: string, version: string | null): Asked {
  const tooLong = [vendor, product, version ?? ''].some((part) => part.length > QUERY_LIMITS.softwarePartChars);
  if (tooLong || product.trim() === '') throw new Fault('OBJECT_MALFORMED', 'software needs a product, and parts of at most 256 characters');
  const question: SoftwareQuestion = {
    type: 'software',
    key: softwareKey(vendor, product, version),
    productKey: version === null || version === '' ? null : softwareKey(vendor, product, null),
  };
  return { type: 'software', question, object: { vendor, product, version } };
}

/** One object of a bulk. The schema has seen to it that there is exactly one field. */
export function askWireObject(wire: WireObject): Asked {
  if (wire.file !== undefined) return askFile(wire.file);
  if (wire.url !== undefined) return askUrl(wire.url);
  if (wire.domain !== undefined) return askDomain(wire.domain);
  if (wire.ip !== undefined) return askIp(wire.ip);
  if (wire.certificate !== undefined) return askCertificate(wire.certificate);
  if (wire.software !== undefined) return askSoftware(wire.software.vendor, wire.software.product, wire.software.version ?? null);
  throw new Fault('OBJECT_MALFORMED', 'the object names none of file, url, domain, ip, certificate, software');
}
