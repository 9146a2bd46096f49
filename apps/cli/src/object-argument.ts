import { Fault } from '@pksn/domain';
import { guessObject } from '@pksn/package-format';

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

/** Tells what a person means by the form of the text; thumbprints and software must be named as such. */
export function objectOf(text: string, hints: ObjectHints = {}): ObjectQuery {
  if (hints.certificate === true) {
    if (THUMBPRINT.test(text)) return { certificate: text.replaceAll(':', '').toLowerCase() };
    throw new Fault('OBJECT_MALFORMED', `"${short(text)}" is not a thumbprint of 40 or 64 hexadecimal digits`);
  }
  if (hints.software === true) return { software: softwareOf(text) };
  const kind = guessObject(text);
  if (kind === null)
    throw new Fault('OBJECT_MALFORMED', `"${short(text)}" is a path; pksn check asks about local files`);
  if (kind === 'url') return { url: text };
  if (kind === 'domain') return { domain: text };
  if (kind === 'ip') return { ip: text };
  return { file: text };
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
  const { software } = object as { software?: SoftwareObject };
  if (software !== undefined) return [software.vendor, software.product, software.version].filter(Boolean).join(' / ');
  const [named] = Object.values(object);
  return typeof named === 'string' ? named : JSON.stringify(object);
}

function short(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
