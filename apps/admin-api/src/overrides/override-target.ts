import type { SectionName, Zone } from '@pksn/domain';
import { Fault, illegalZoneText, sectionLayout, softwareKey, zoneIsLegal } from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import {
  addressKey,
  canonicalDomain,
  canonicalUrl,
  domainExpressions,
  expressionKey,
  expressions,
  parseNetwork,
} from '@pksn/web-address';
import type { OverrideObject } from './override-requests';

/** Where an override stands in the index: its section and key, and the object as people will read it. */
export interface OverrideTarget {
  readonly type: ObjectType;
  readonly section: number;
  readonly key: Buffer;
  readonly object: Record<string, unknown>;
}

const FILE_SECTIONS: Readonly<Record<number, SectionName>> = { 64: 'file-sha256', 40: 'file-sha1', 32: 'file-md5' };
const CERTIFICATE_SECTIONS: Readonly<Record<number, SectionName>> = {
  64: 'certificate-sha256',
  40: 'certificate-sha1',
};

/** Faults: OVERRIDE_INVALID, OBJECT_MALFORMED. */
export function overrideTarget(object: OverrideObject, zone: Zone): OverrideTarget {
  const target = locate(object);
  if (!zoneIsLegal(zone, target.type)) throw new Fault('OVERRIDE_INVALID', illegalZoneText(zone, target.type));
  return target;
}

function locate(object: OverrideObject): OverrideTarget {
  const given = Object.entries(object).filter(([, value]) => value !== undefined);
  if (given.length !== 1) throw new Fault('OVERRIDE_INVALID', 'an override names exactly one object');
  if (object.file !== undefined) return hashTarget('file', object.file, FILE_SECTIONS);
  if (object.certificate !== undefined) return hashTarget('certificate', object.certificate, CERTIFICATE_SECTIONS);
  if (object.url !== undefined) return webTarget('url', expressions(canonicalUrl(object.url)));
  if (object.domain !== undefined) return webTarget('domain', domainExpressions(canonicalDomain(object.domain)));
  if (object.ip !== undefined) return networkTarget(object.ip);
  const { vendor = '', product = '', version = null } = object.software ?? {};
  if (product.trim() === '') throw new Fault('OVERRIDE_INVALID', 'software needs a product');
  return target('software', 'software', softwareKey(vendor, product, version), { vendor, product, version });
}

function target(type: ObjectType, section: SectionName, key: Buffer, object: Record<string, unknown>): OverrideTarget {
  return { type, section: sectionLayout(section).id, key, object: { type, ...object } };
}

function hashTarget(
  type: 'file' | 'certificate',
  hex: string,
  sections: Readonly<Record<number, SectionName>>,
): OverrideTarget {
  const section = sections[hex.length];
  if (section === undefined || !/^[0-9a-f]+$/i.test(hex))
    throw new Fault('OBJECT_MALFORMED', `this is not the hash of a ${type}`);
  return target(type, section, Buffer.from(hex, 'hex'), { [type]: hex.toLowerCase() });
}

/** The most specific expression is the object itself; the rest only matter when asking. */
function webTarget(type: 'url' | 'domain', all: readonly string[]): OverrideTarget {
  const [expression] = all;
  if (expression === undefined) throw new Fault('OBJECT_MALFORMED', 'the address has no canonical form');
  return target(type, 'web', expressionKey(expression), { [type]: expression });
}

function networkTarget(text: string): OverrideTarget {
  const network = parseNetwork(text);
  return target('ip', network.family === 4 ? 'ip4' : 'ip6', addressKey(network), { ip: text });
}
