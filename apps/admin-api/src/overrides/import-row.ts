import { Fault, TRUST_GROUPS, ZONES } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import type { NewOverride } from '@pksn/store-postgres';
import { isStorable } from '../plain-input';
import { expiryOf, isExpiry } from './expiry';
import { NAME_CHARS, REASON_CHARS } from '../verdict-queries';
import type { OverrideObject } from './override-requests';
import { overrideTarget } from './override-target';

const URL_CHARS = 8_192;
/** What a terminal would obey. */
const CONTROL = /[\u0000-\u001f\u007f]/;

export interface ImportDefaults {
  readonly customerId: string | null;
  readonly zone: Zone | null;
  readonly reason: string | null;
  readonly expiresAt: Date | null;
  readonly author: string;
  readonly now: number;
}

export interface ImportRow {
  /** Where it stands in the file that a person gave; else in the body. */
  readonly line: number;
  /** The entry, or why there is none. */
  readonly entry: NewOverride | Fault;
}

/** One line of an import: the body of POST /overrides as JSON, with the defaults for what it leaves out. */
export function importRow(bytes: Buffer, at: number, defaults: ImportDefaults): ImportRow {
  let line = at;
  try {
    const row = parsed(bytes);
    if (Number.isSafeInteger(row['line'])) line = row['line'] as number;
    return { line, entry: entryOf(row, defaults) };
  } catch (error) {
    if (error instanceof Fault) return { line, entry: error };
    throw error;
  }
}

function parsed(bytes: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw invalid('this is not JSON in UTF-8');
  }
  if (!isPlain(value)) throw invalid('this is not a JSON object');
  return value;
}

function entryOf(row: Record<string, unknown>, defaults: ImportDefaults): NewOverride {
  const { customerId, author, now } = defaults;
  const zone = oneOf(row, 'zone', ZONES) ?? defaults.zone;
  if (zone === null) throw invalid('there is no zone');
  const reason = text(row, 'reason', REASON_CHARS) ?? defaults.reason;
  if (reason === null) throw invalid('there is no reason');
  const { object, section, key } = overrideTarget(plainObject(row['object']), zone);
  return {
    customerId,
    object,
    section,
    key,
    zone,
    trustGroup: oneOf(row, 'trustGroup', TRUST_GROUPS),
    threat: text(row, 'threat', NAME_CHARS),
    reason,
    author,
    machine: false,
    expiresAt: expiry(row['expires'], now) ?? defaults.expiresAt,
  };
}

/** As OverrideObject; exactly one field is for overrideTarget to ask for. */
export function plainObject(value: unknown): OverrideObject {
  if (!isPlain(value)) throw invalid('there is no object');
  const object: { -readonly [Field in keyof OverrideObject]: OverrideObject[Field] } = {};
  for (const field of ['file', 'url', 'domain', 'ip', 'certificate'] as const) {
    const one = text(value, field, URL_CHARS);
    if (one !== null) object[field] = one;
  }
  const { software } = value;
  if (software === undefined) return object;
  if (!isPlain(software)) throw invalid('software is not a JSON object');
  const [vendor, product, version] = ['vendor', 'product', 'version'].map((name) => text(software, name, NAME_CHARS));
  object.software = { vendor: vendor ?? '', product: product ?? '', version: version ?? null };
  return object;
}

function expiry(value: unknown, now: number): Date | null {
  if (value === undefined || value === null) return null;
  if (!isExpiry(value)) throw invalid('expires is no date, time or duration');
  return expiryOf(value, now);
}

function text(row: Record<string, unknown>, name: string, most: number): string | null {
  const value = row[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || value.length > most || CONTROL.test(value) || !isStorable(value))
    throw invalid(`${name} is no text of up to ${String(most)} characters`);
  return value;
}

function oneOf<T extends Zone | TrustGroup>(row: Record<string, unknown>, name: string, words: readonly T[]): T | null {
  const value = row[name];
  if (value === undefined || value === null || value === '') return null;
  const word = words.find((one) => one === value);
  if (word === undefined) throw invalid(`${name} is none of ${words.join(', ')}`);
  return word;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(why: string): Fault {
  return new Fault('OVERRIDE_INVALID', why);
}
