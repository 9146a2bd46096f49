import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';

export type Fields = Readonly<Record<string, unknown>>;

const HEX_256 = /^[0-9a-f]{64}$/;
const DATE = /^2[01]\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/;

/** What no text has that people read: control characters, lone surrogates, text direction overrides; ranges of a class (u). */
export const UNSEEN_RANGES = String.raw`\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069`;
const UNSEEN = new RegExp(`[${UNSEEN_RANGES}]`, 'u');

/**
 * Reads decoded JSON that must have exactly the documented form. Every refusal is a Fault of the one code that the
 * reader was made with; its detail names the place, never the value.
 */
export class FieldReader {
  constructor(private readonly code: FaultCode) {}

  refuse(place: string, must: string): never {
    throw new Fault(this.code, `${place} must be ${must}`);
  }

  /** JSON text in UTF-8; invalid UTF-8 and a byte order mark are refused. */
  json(bytes: Uint8Array, place: string): unknown {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as unknown;
    } catch {
      return this.refuse(place, 'JSON in UTF-8');
    }
  }

  object(value: unknown, place: string): Fields {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.refuse(place, 'an object');
    return value as Fields;
  }

  /** An object with all of the required keys and no key beyond the required and optional ones. */
  exact(value: unknown, place: string, required: readonly string[], optional: readonly string[] = []): Fields {
    const fields = this.object(value, place);
    const keys = Object.keys(fields);
    const known = keys.every((key) => required.includes(key) || optional.includes(key));
    if (!known || !required.every((key) => Object.hasOwn(fields, key))) {
      return this.refuse(place, `an object with exactly the keys ${[...required, ...optional].join(', ')}`);
    }
    return fields;
  }

  /** Text of 1 to `limit` UTF-16 units, without control characters, text direction overrides or lone surrogates. */
  text(value: unknown, place: string, limit: number): string {
    if (typeof value !== 'string' || value.length === 0 || value.length > limit) {
      return this.refuse(place, `text of 1 to ${limit} characters`);
    }
    return UNSEEN.test(value) ? this.refuse(place, 'text without control characters') : value;
  }

  integer(value: unknown, place: string, low: number, high: number): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= low && value <= high) return value;
    return this.refuse(place, `a whole number from ${low} to ${high}`);
  }

  list(value: unknown, place: string, limit: number): readonly unknown[] {
    return Array.isArray(value) && value.length <= limit ? value : this.refuse(place, `a list of at most ${limit}`);
  }

  /** A SHA-256 in 64 lower-case hex digits. */
  sha256(value: unknown, place: string): string {
    return typeof value === 'string' && HEX_256.test(value) ? value : this.refuse(place, '64 lower-case hex digits');
  }

  /** An instant of ISO 8601 in UTC with seconds (`2026-11-21T20:51:00Z`), as milliseconds since 1970. */
  instant(value: unknown, place: string): number {
    const ms = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    const real = !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 19) === String(value).slice(0, 19);
    return real ? ms : this.refuse(place, 'a UTC time such as 2026-11-21T20:51:00Z');
  }

  /** A real UTC time of the years 2000 to 2199 in whole seconds: `2026-11-21T20:51:00Z`. */
  date(value: unknown, place: string): string {
    this.instant(value, place);
    return DATE.test(String(value)) ? String(value) : this.refuse(place, 'a time of 2000 to 2199 in whole seconds');
  }

  dateAfter(value: unknown, place: string, earlier: string): string {
    const date = this.date(value, place);
    // Both have the same fixed form, so that they compare as text.
    return date > earlier ? date : this.refuse(place, `after ${earlier}`);
  }

  oneOf<T extends string>(value: unknown, place: string, words: readonly T[]): T {
    return words.find((word) => word === value) ?? this.refuse(place, words.join(' or '));
  }
}
