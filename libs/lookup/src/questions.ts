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
  expressionKeys,
  expressions,
  parseAddress,
} from '@pksn/web-address';

/** A question to the index. */
export interface Asked {
  readonly type: ObjectType;
  readonly question: Question;
  /**
   * What was asked, as the answer will name it: members of a JSON object, each behind a comma. Empty for a hash, which
   * stands in the question.
   */
  readonly named: string;
}

const HASH_KINDS: Readonly<Record<number, FileQuestion['hashKind']>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
const THUMBPRINT_KINDS: Readonly<Record<number, CertificateQuestion['hashKind']>> = { 64: 'sha256', 40: 'sha1' };

const NOT_HEX = 255;
/** Values of hexadecimal digits of any case, by character code. */
const DIGITS = new Uint8Array(128).fill(NOT_HEX);
for (const digits of ['0123456789abcdef', '0123456789ABCDEF']) {
  for (let value = 0; value < digits.length; value++) DIGITS[digits.charCodeAt(value)] = value;
}

/** The bytes of a hash in hex of any case; unlike Buffer.from it refuses every other character, of any alphabet. */
function hashBytes(hex: string, what: string): Buffer {
  const bytes = Buffer.allocUnsafe(hex.length >> 1);
  for (let i = 0; i < bytes.length; i++) {
    const high = DIGITS[hex.charCodeAt(i * 2)] ?? NOT_HEX;
    const low = DIGITS[hex.charCodeAt(i * 2 + 1)] ?? NOT_HEX;
    if (high === NOT_HEX || low === NOT_HEX) throw new Fault('OBJECT_MALFORMED', `${what} is not hexadecimal`);
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

export function askFile(hash: string): Asked {
  const hashKind = HASH_KINDS[hash.length];
  if (hashKind === undefined) throw new Fault('OBJECT_MALFORMED', 'a file hash has 32, 40 or 64 hexadecimal digits');
  return { type: 'file', question: { type: 'file', hashKind, key: hashBytes(hash, 'the file hash') }, named: '' };
}

export function askCertificate(thumbprint: string): Asked {
  const hashKind = THUMBPRINT_KINDS[thumbprint.length];
  if (hashKind === undefined)
    throw new Fault('OBJECT_MALFORMED', 'a certificate thumbprint has 40 or 64 hexadecimal digits');
  const key = hashBytes(thumbprint, 'the certificate thumbprint');
  return { type: 'certificate', question: { type: 'certificate', hashKind, key }, named: '' };
}

export function askUrl(url: string): Asked {
  const canonical = canonicalUrl(url);
  const { address } = canonical;
  const question: WebQuestion = {
    type: 'url',
    ...keyed(expressions(canonical)),
    address: address === null ? null : { type: 'ip', family: address.family, bytes: address.bytes },
  };
  return { type: 'url', question, named: `,"url":${JSON.stringify(url)}` };
}

export function askDomain(name: string): Asked {
  const domain = canonicalDomain(name);
  const question: WebQuestion = { type: 'domain', ...keyed(domainExpressions(domain)), address: null };
  return { type: 'domain', question, named: `,"domain":${JSON.stringify(name)}` };
}

function keyed(all: readonly string[]): Pick<WebQuestion, 'expressions' | 'expressionKeys'> {
  return { expressions: all, expressionKeys: expressionKeys(all) };
}

export function askIp(text: string): Asked {
  const address = parseAddress(text);
  const question: IpQuestion = { type: 'ip', family: address.family, bytes: address.bytes };
  return { type: 'ip', question, named: `,"ip":${JSON.stringify(text)}` };
}

export function askSoftware(vendor: string, product: string, version: string | null): Asked {
  const tooLong = [vendor, product, version ?? ''].some((part) => part.length > QUERY_LIMITS.softwarePartChars);
  if (tooLong || product.trim() === '')
    throw new Fault('OBJECT_MALFORMED', 'software needs a product, and parts of at most 256 characters');
  const question: SoftwareQuestion = {
    type: 'software',
    key: softwareKey(vendor, product, version),
    productKey: version === null || version === '' ? null : softwareKey(vendor, product, null),
  };
  const names = `,"vendor":${JSON.stringify(vendor)},"product":${JSON.stringify(product)}`;
  return { type: 'software', question, named: `${names},"version":${JSON.stringify(version)}` };
}

/** One object of a bulk. The schema has seen to it that there is exactly one field. */
export function askWireObject(wire: WireObject): Asked {
  if (wire.file !== undefined) return askFile(wire.file);
  if (wire.url !== undefined) return askUrl(wire.url);
  if (wire.domain !== undefined) return askDomain(wire.domain);
  if (wire.ip !== undefined) return askIp(wire.ip);
  if (wire.certificate !== undefined) return askCertificate(wire.certificate);
  if (wire.software !== undefined)
    return askSoftware(wire.software.vendor, wire.software.product, wire.software.version ?? null);
  throw new Fault('OBJECT_MALFORMED', 'the object names none of file, url, domain, ip, certificate, software');
}
