import { resolve } from 'node:path';
import { Flaw } from './flaw';
import { readSecretFile } from './secret-file';

/** One setting: how to read its text. `parse` throws a Flaw, whose message never repeats the value. */
export interface Setting<T> {
  readonly suffix: '' | '_FILE';
  readonly isSwitch: boolean;
  readonly fallback: { readonly value: T } | null;
  readonly parse: (text: string) => T;
}

interface Defaulted<T> {
  readonly default: T;
}
interface Optional {
  readonly optional: true;
}
type Presence<T> = Defaulted<T> | Optional;

function make<T>(parse: (text: string) => T, presence: object, extra: Partial<Setting<T>> = {}): Setting<T> {
  const fallback =
    'default' in presence ? { value: presence.default as T } : 'optional' in presence ? { value: null as T } : null;
  return { suffix: '', isSwitch: false, fallback, parse, ...extra };
}

/** A kind of setting: required, with a default, or optional (then null when it is not given). */
interface Kind<T, Extra = object> {
  (options: Extra & Optional): Setting<T | null>;
  (options?: Extra & Partial<Defaulted<T>>): Setting<T>;
}

const TEXT_LIMIT = 4096;

const string = ((options: { maxLength?: number } & Partial<Presence<string>> = {}) =>
  make((text) => {
    const limit = options.maxLength ?? TEXT_LIMIT;
    if (text === '' || text.length > limit) throw new Flaw(`must have 1 to ${limit} characters`);
    return text;
  }, options)) as Kind<string, { maxLength?: number }>;

type Bounds = { min?: number; max?: number };
const integer = ((options: Bounds & Partial<Presence<number>> = {}) =>
  make((text) => boundedInteger(text, options.min ?? 0, options.max ?? Number.MAX_SAFE_INTEGER), options)) as Kind<
  number,
  Bounds
>;

/** 0 lets the system choose. */
const port = ((options: Partial<Presence<number>> = {}) =>
  make((text) => boundedInteger(text, 0, 65_535), options)) as Kind<number>;

/** A file or folder name, made absolute; so is its default. */
const path = ((options: Partial<Presence<string>> = {}) =>
  make(
    (text) => {
      if (text === '' || text.includes('\0')) throw new Flaw('must be a path');
      return resolve(text);
    },
    'default' in options && options.default !== undefined ? { default: resolve(options.default) } : options,
  )) as Kind<string>;

/** The path of a file whose content is the value; named `…_FILE` in the environment and `--…-file` as a flag. */
const secretFile = ((options: Partial<Presence<string>> = {}) =>
  make((text) => readSecretFile(resolve(text)), options, { suffix: '_FILE' })) as Kind<string>;

const boolean = ((options: Partial<Presence<boolean>> = {}) =>
  make(
    (text) => {
      if (['true', '1', 'yes', 'on'].includes(text)) return true;
      if (['false', '0', 'no', 'off'].includes(text)) return false;
      throw new Flaw('must be true or false');
    },
    { default: false, ...options },
    { isSwitch: true },
  )) as Kind<boolean>;

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds, written as `500ms`, `30s`, `5m`, `72h` or `7d`. */
const duration = ((options: Bounds & Partial<Presence<number>> = {}) =>
  make((text) => {
    const [, digits, unit] = /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) ?? [];
    if (digits === undefined) throw new Flaw('must be a duration such as 500ms, 30s, 5m, 72h or 7d');
    const ms = Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS];
    if (ms < (options.min ?? 0) || ms > (options.max ?? Number.MAX_SAFE_INTEGER)) throw new Flaw('is out of bounds');
    return ms;
  }, options)) as Kind<number, Bounds>;

interface OneOf {
  <const C extends string>(choices: readonly C[], presence: Optional): Setting<C | null>;
  <const C extends string>(choices: readonly C[], presence?: Partial<Defaulted<C>>): Setting<C>;
}
const oneOf = ((choices: readonly string[], presence: object = {}) =>
  make((text) => {
    if (!choices.includes(text)) throw new Flaw(`must be one of ${choices.join(', ')}`);
    return text;
  }, presence)) as OneOf;

export const setting = { string, integer, port, path, secretFile, boolean, duration, oneOf } as const;

function boundedInteger(text: string, min: number, max: number): number {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new Flaw(`must be a whole number from ${min} to ${max}`);
  return value;
}
