import { objectWords, wireObject } from '../lookup/object-words';
import type { NamedObject, ObjectType } from '../lookup/types';
import { kindOf, typedObject } from './object-kinds';
import type { FileRow } from './row-file';

/** A row as the service takes it: one object, and what is said of it. */
export interface OverrideRow {
  readonly line: number;
  readonly object: Readonly<Record<string, unknown>>;
  readonly zone?: unknown;
  readonly reason?: unknown;
  readonly threat?: unknown;
  readonly trustGroup?: unknown;
  readonly expires?: unknown;
}

const KIND_OF_FIELD: Readonly<Record<string, ObjectType>> = {
  sha256: 'file',
  sha1: 'file',
  md5: 'file',
  url: 'url',
  domain: 'domain',
  ip: 'ip',
  certificateSha256: 'certificate',
  certificateSha1: 'certificate',
};

/** Each hash and each address of a row is an override of its own: an override is found by the name that it has. */
export function overrideRows({ line, cells, listed }: FileRow): OverrideRow[] {
  const { zone, reason, threat, trustGroup, expires, expiresAt } = cells;
  const said = { zone: lower(zone), reason, threat, trustGroup: lower(trustGroup), expires: expires ?? expiresAt };
  const given = Object.fromEntries(Object.entries(said).filter(([, one]) => one !== undefined && one !== null));
  return objectsOf(cells, listed)
    .filter(isPlausible)
    .map((object) => ({ line, object, ...given }));
}

function objectsOf(cells: FileRow['cells'], listed: string | undefined): Record<string, unknown>[] {
  if (listed !== undefined) return [typedObject(listed, kindOf(listed))];
  const { object, softwareVendor, softwareProduct, softwareVersion } = cells;
  if (typeof object === 'object' && object !== null)
    return ['type' in object ? wireObject(object as NamedObject) : (object as Record<string, unknown>)];
  const named = Object.entries(KIND_OF_FIELD).flatMap(([field, kind]) => {
    const cell = cells[field];
    return typeof cell === 'string' ? [typedObject(cell, kind)] : [];
  });
  if (named.length > 0 || softwareProduct === undefined) return named;
  const version = softwareVersion === undefined ? {} : { version: softwareVersion };
  return [{ software: { vendor: softwareVendor ?? '', product: softwareProduct, ...version } }];
}

/** A mistyped hash has the form of a domain without a dot. */
const isPlausible = ({ domain }: Readonly<Record<string, unknown>>): boolean =>
  typeof domain !== 'string' || domain.includes('.');

const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** The object of a row in words. */
export function rowWords({ object }: OverrideRow): string {
  const [kind = 'file', value] = Object.entries(object)[0] ?? [];
  if (kind !== 'software') return String(value);
  return objectWords({ type: 'software', ...(value as Record<string, string>) });
}
