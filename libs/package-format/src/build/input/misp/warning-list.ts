import { flawRow, fieldRow, nameOrNothing } from '../field-row';
import type { FieldTexts } from '../field-row';
import type { InputRow } from '../input-row';
import { listedObject } from '../listed-object';

/** What a MISP warning list says of itself. */
export interface WarningList {
  /** `cidr`, `hostname`, `string`, `substring` or `regex`. */
  readonly type: string;
  readonly name: string;
  /** Attribute types that the list is meant for; empty for all. */
  readonly attributes: ReadonlySet<string>;
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  md5: ['md5', 'filename|md5', 'malware-sample'],
  sha1: ['sha1', 'filename|sha1'],
  sha256: ['sha256', 'filename|sha256'],
  url: ['url', 'link', 'uri'],
  domain: ['domain', 'hostname', 'domain|ip', 'hostname|port'],
  ip: ['ip-src', 'ip-dst', 'domain|ip', 'ip-src|port', 'ip-dst|port'],
};

/** An entry of a warning list: the object that it is exactly, or why it is none. */
export function warningRow(entry: string, line: number, list: WarningList, zone: string): InputRow {
  const found = entryFields(entry.trim(), list);
  if ('reason' in found) return flawRow({ line }, found.reason);
  const row = fieldRow({ line }, { ...found.fields, zone, product: nameOrNothing(list.name) });
  return { ...row, listType: list.type };
}

function entryFields(entry: string, { type, attributes }: WarningList): { fields: FieldTexts } | { reason: string } {
  if (type === 'cidr') return { fields: { ip: entry } };
  if (type === 'hostname') return { fields: { domain: entry } };
  if (type !== 'string') return { reason: `is an entry of a ${type.slice(0, 40)} list, which names no single object` };
  const object = listedObject(entry);
  if ('reason' in object) return object;
  const meant = attributes.size === 0 || (KINDS[object.field] ?? []).some((one) => attributes.has(one));
  return meant
    ? { fields: { [object.field]: entry } }
    : { reason: `is of a kind that its list is not about: ${object.field}` };
}
