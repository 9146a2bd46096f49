import type { Reputation, WireObject } from '@pksn/contract';
import { Fault, softwareKey } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import {
  addressKey,
  canonicalDomain,
  canonicalUrl,
  domainExpressions,
  expressionKeys,
  expressions,
  parseAddress,
} from '@pksn/web-address';
import type { Address } from '@pksn/web-address';

/** What an object is called here: asks with the same `key` are one ask, and changes to one of `names` concern it. */
export interface ObjectIdentity {
  readonly key: string;
  /** `section:hex`, as changes name records; addresses by their whole address. */
  readonly names: readonly string[];
}

const HASH_NAMES: Readonly<Record<number, string>> = { 64: 'sha256', 40: 'sha1', 32: 'md5' };
const HEX = /^[0-9a-f]+$/;

/** The kind of an object that has exactly one field. */
export function kindOf(object: WireObject): ObjectType {
  return Object.entries(object).find(([, one]) => one !== undefined)?.[0] as ObjectType;
}

/** Fault: OBJECT_MALFORMED, as the service would answer. */
export function identityOf(object: WireObject): ObjectIdentity {
  const [[kind, value] = ['', undefined], ...more] = Object.entries(object).filter(([, one]) => one !== undefined);
  if (more.length > 0) throw malformed('an object has exactly one field that names its kind');
  if (kind === 'software') return softwareIdentity(object);
  if (typeof value !== 'string') throw malformed('the object is no text');
  if (kind === 'file' || kind === 'certificate') return hashIdentity(kind, value.toLowerCase());
  if (kind === 'url') return urlIdentity(value);
  if (kind === 'domain') return domainIdentity(value);
  if (kind === 'ip') return addressIdentity(parseAddress(value));
  throw malformed('an object is a file, url, domain, ip, certificate or software');
}

function hashIdentity(kind: 'file' | 'certificate', hex: string): ObjectIdentity {
  const name = HASH_NAMES[hex.length];
  if (name === undefined || !HEX.test(hex) || (kind === 'certificate' && name === 'md5')) {
    throw malformed(`a ${kind} is named by ${kind === 'file' ? '32, 40 or 64' : '40 or 64'} hexadecimal digits`);
  }
  return { key: `${kind}:${hex}`, names: [`${kind}-${name}:${hex}`] };
}

function urlIdentity(text: string): ObjectIdentity {
  const url = canonicalUrl(text);
  return namedLater(`url:${url.url}`, () => {
    const web = expressionKeys(expressions(url)).map(webName);
    return url.address === null ? web : [...web, addressName(url.address)];
  });
}

function domainIdentity(text: string): ObjectIdentity {
  const domain = canonicalDomain(text);
  return namedLater(`domain:${domain}`, () => expressionKeys(domainExpressions(domain)).map(webName));
}

/** Up to thirty names with a digest each are made when somebody asks for them: who finds the object by its key needs none. */
function namedLater(key: string, make: () => readonly string[]): ObjectIdentity {
  let names: readonly string[] | null = null;
  return {
    key,
    get names() {
      return (names ??= make());
    },
  };
}

function addressIdentity(address: Address): ObjectIdentity {
  const name = addressName(address);
  return { key: name, names: [name] };
}

const webName = (key: Buffer): string => `web:${key.toString('hex')}`;

export function addressName(address: Address): string {
  return `ip${address.family}:${address.bytes.toString('hex')}`;
}

function softwareIdentity({ software }: WireObject): ObjectIdentity {
  if (typeof software !== 'object' || typeof software.vendor !== 'string' || typeof software.product !== 'string') {
    throw malformed('software is named by vendor and product');
  }
  const { vendor, product, version = null } = software;
  const [exact, any] = [softwareKey(vendor, product, version), softwareKey(vendor, product, null)];
  const names = [`software:${exact.toString('hex')}`, `software:${any.toString('hex')}`];
  return { key: names[0] as string, names: [...new Set(names)] };
}

/**
 * The first and last name that a change of `section` and `key` (hex) concerns: one name, or for a network all
 * addresses in it.
 */
export function namesOfChange(section: string, key: string): readonly [first: string, last: string] {
  if (section !== 'ip4' && section !== 'ip6') return [`${section}:${key}`, `${section}:${key}`];
  const bytes = Buffer.from(key, 'hex');
  const address = bytes.subarray(0, bytes.length - 4);
  const prefix = bytes[address.length] ?? 0;
  const network = { family: section === 'ip4' ? 4 : 6, bytes: Buffer.from(address), prefix } as const;
  const first = addressKey(network).subarray(0, address.length);
  const last = first.map((byte, i) => byte | (prefix >= 8 * (i + 1) ? 0 : 0xff >> Math.max(0, prefix - 8 * i)));
  return [`${section}:${first.toString('hex')}`, `${section}:${Buffer.from(last).toString('hex')}`];
}

/** The object of an answer that nobody gave: what was asked. */
export function askedObject(object: WireObject): Reputation['object'] {
  const [[kind, value] = ['file', '']] = Object.entries(object);
  const type = kind as ObjectType;
  if (typeof value !== 'string') return { type, ...(value as Readonly<Record<string, unknown>>) };
  if (type !== 'file' && type !== 'certificate') return { type, [type]: value };
  return { type, [HASH_NAMES[value.length] ?? 'sha256']: value.toLowerCase() };
}

function malformed(detail: string): Fault {
  return new Fault('OBJECT_MALFORMED', detail);
}
