import type { ObjectType } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import { guessObject } from '@pksn/package-format';
import type { OverrideObject } from './override-requests';

const PORT = /^([^/]*[^:/]):\d{1,5}$/;

/**
 * An object as people write it: certificates and software must be named as such by `kind`, the rest is told by its
 * form. Fault: OBJECT_MALFORMED.
 */
export function objectFromText(text: string, kind: ObjectType | null): OverrideObject {
  if (kind === 'certificate') return { certificate: text.replaceAll(':', '') };
  if (kind === 'software') return { software: softwareOf(text) };
  const guessed = guessObject(text);
  if (guessed === null) throw new Fault('OBJECT_MALFORMED', 'this is a bare path');
  if (guessed === 'url') return { url: text };
  if (guessed === 'domain') return { domain: PORT.exec(text)?.[1] ?? text };
  if (guessed === 'ip') return { ip: text };
  return { file: text };
}

/** `vendor / product / version`, as answers print it. */
function softwareOf(text: string): { vendor: string; product: string; version: string | null } {
  const [vendor = '', product = '', version = null, ...more] = text.split(' / ').map((part) => part.trim());
  if (product === '' || more.length > 0)
    throw new Fault('OBJECT_MALFORMED', 'software is "vendor / product / version"');
  return { vendor, product, version };
}
