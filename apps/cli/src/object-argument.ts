import { Fault } from '@pksn/domain';
import { domainObject, guessObject, ipObject } from '@pksn/package-format';

export interface SoftwareObject {
  readonly vendor: string;
  readonly product: string;
  readonly version?: string;
}

/** An object as both APIs take it: one field that names its kind. */
export type ObjectQuery =
  | { readonly file: string }
  | { readonly url: string }
  | { readonly domain: string }
  | { readonly ip: string }
  | { readonly certificate: string }
  | { readonly software: SoftwareObject };

export interface ObjectHints {
  readonly certificate?: boolean;
  readonly software?: boolean;
}

const THUMBPRINT = /^(?:[0-9a-f]{2}:?){19}[0-9a-f]{2}$|^(?:[0-9a-f]{2}:?){31}[0-9a-f]{2}$/i;

const HEXADECIMAL = /^[0-9a-f]{16,}$/i;
const PORT = /:\d{1,5}$/;

/**
 * Tells what a person means by the form of the text; thumbprints and software must be named as such. A port behind an
 * address or a host is left out, as when packages are built. Throws OBJECT_MALFORMED.
 */
export function objectOf(text: string, hints: ObjectHints = {}): ObjectQuery {
  if (text === '') throw new Fault('OBJECT_MALFORMED', 'the object is empty');
  if (hints.certificate === true) {
    if (THUMBPRINT.test(text)) return { certificate: text.replaceAll(':', '').toLowerCase() };
    throw new Fault('OBJECT_MALFORMED', `"${short(text)}" is not a thumbprint of 40 or 64 hexadecimal digits`);
  }
  if (hints.software === true) return { software: softwareOf(text) };
  const kind = guessObject(text);
  if (kind === null)
    throw new Fault('OBJECT_MALFORMED', `"${short(text)}" is a path; pksn check asks about local files`);
  if (kind === 'url') return { url: text };
  if (kind === 'domain') return { domain: domainOf(text) };
  if (kind === 'ip') return { ip: addressOf(text) };
  return { file: text };
}

/** A mistyped hash has the form of a domain without a dot; asked as one it would be grey, and nobody would know. */
function domainOf(text: string): string {
  const known = domainObject(text);
  if (known.kind === 'web') return known.portDropped ? text.replace(PORT, '') : text;
  const bare = text.replace(PORT, '').replace(/\.$/, '');
  if (HEXADECIMAL.test(bare)) {
    throw new Fault(
      'OBJECT_MALFORMED',
      `"${short(text)}" has ${text.length} hexadecimal digits; hashes have 32, 40 or 64`,
    );
  }
  if (bare.includes('.') && known.kind === 'flaw')
    throw new Fault('OBJECT_MALFORMED', `"${short(text)}": ${known.reason}`);
  throw new Fault(
    'OBJECT_MALFORMED',
    `"${short(text)}" is no object: hashes have 32, 40 or 64 hexadecimal digits; a domain has a dot`,
  );
}

function addressOf(text: string): string {
  const known = ipObject(text);
  if (known.kind === 'flaw') throw new Fault('OBJECT_MALFORMED', `"${short(text)}": ${known.reason}`);
  const single = known.portDropped ? text.replace(PORT, '') : text;
  return single.replace(/^\[(.*)\]$/, '$1');
}

/** `vendor / product / version`, as answers print it. */
function softwareOf(text: string): SoftwareObject {
  const [vendor, product, version, ...more] = text.split(' / ').map((part) => part.trim());
  if (vendor === undefined || product === undefined || product === '' || more.length > 0) {
    throw new Fault('OBJECT_MALFORMED', `"${short(text)}" is not "vendor / product" or "vendor / product / version"`);
  }
  return version === undefined ? { vendor, product } : { vendor, product, version };
}

export function objectText(object: Readonly<Record<string, unknown>>): string {
  const { software, product } = object as { software?: SoftwareObject; product?: unknown };
  const named = software ?? (product === undefined ? null : (object as unknown as SoftwareObject));
  if (named !== null) return [named.vendor, named.product, named.version].filter(Boolean).join(' / ');
  const { type: _type, ...rest } = namedObject(object);
  const [text] = Object.values(rest);
  return typeof text === 'string' ? text : JSON.stringify(object);
}

/** The object as a person names it: the service keeps a domain as the expression that it looks up. */
export function namedObject(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { domain } = object;
  return typeof domain === 'string' ? { ...object, domain: domain.replace(/\/$/, '') } : object;
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
