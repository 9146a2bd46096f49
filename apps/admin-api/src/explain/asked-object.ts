import { Fault } from '@pksn/domain';
import type { Asked } from '@pksn/lookup';
import { askWireObject } from '@pksn/lookup';
import { plainObject } from '../overrides/import-row';
import { objectFromText } from '../overrides/object-text';
import type { OverrideObject } from '../overrides/override-requests';
import type { OverrideTarget } from '../overrides/override-target';
import { overrideTarget } from '../overrides/override-target';
import { URL_CHARS } from '../verdict-queries';

/** An object as it was written, and what it was taken for. */
export interface AskedObject {
  readonly asked: Asked;
  /** Where an override of this very object would stand. */
  readonly target: OverrideTarget;
}

const NAMED = /^(certificate|cert|software):\s*(.+)$/is;
const THUMBPRINT = /^(?:[0-9a-f]{2}:){19}[0-9a-f]{2}$|^(?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i;
const HEXADECIMAL = /^[0-9a-f]{16,}$/i;

/** Fault: OBJECT_MALFORMED. */
export function askedObject(input: unknown): AskedObject {
  try {
    const object = typeof input === 'string' ? fromText(input.trim()) : plainObject(input);
    return { asked: askWireObject(wireOf(object)), target: overrideTarget(object, 'grey') };
  } catch (error) {
    if (error instanceof Fault && error.code === 'OVERRIDE_INVALID')
      throw new Fault('OBJECT_MALFORMED', error.detail, { cause: error });
    throw error;
  }
}

function fromText(text: string): OverrideObject {
  if (text === '' || text.length > URL_CHARS)
    throw new Fault('OBJECT_MALFORMED', `an object has 1 to ${String(URL_CHARS)} characters`);
  const [, named, rest] = NAMED.exec(text) ?? [];
  if (named !== undefined && rest !== undefined)
    return objectFromText(rest, named.toLowerCase() === 'software' ? 'software' : 'certificate');
  if (THUMBPRINT.test(text)) return objectFromText(text, 'certificate');
  if (text.includes(' / ')) return objectFromText(text, 'software');
  const object = objectFromText(text, null);
  if (object.domain !== undefined && !object.domain.includes('.')) throw notADomain(text);
  return object;
}

/** A mistyped hash has the form of a domain without a dot; asked as one it would be grey, and nobody would know. */
function notADomain(text: string): Fault {
  const digits = HEXADECIMAL.test(text) ? `this has ${String(text.length)} hexadecimal digits; ` : '';
  return new Fault('OBJECT_MALFORMED', `${digits}hashes have 32, 40 or 64 hexadecimal digits; a domain has a dot`);
}

/** As endpoints send it. */
function wireOf(object: OverrideObject): Parameters<typeof askWireObject>[0] {
  const { software } = object;
  if (software === undefined) return object as Parameters<typeof askWireObject>[0];
  const { vendor = '', product, version } = software;
  return { software: version == null ? { vendor, product } : { vendor, product, version } };
}
