import { resolve } from 'node:path';

type Fields = Readonly<Record<string, unknown>>;

/** Reads fields of a configuration one by one, and collects what is wrong by name, never by value. */
export class FieldChecks {
  readonly violations: string[] = [];

  /** Paths are relative to `folder`, that of the configuration file. */
  constructor(private readonly folder: string) {}

  /** The object at `place`; unknown fields are violations. */
  section(value: unknown, place: string, known: readonly string[]): Fields {
    if (value === undefined) return {};
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.violations.push(`${place} must be an object`);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) this.violations.push(`${place}.${name.slice(0, 40)} is not a setting`);
    }
    return value as Fields;
  }

  text(value: unknown, place: string): string {
    if (typeof value === 'string' && value !== '' && value.length <= 4_096) return value;
    this.violations.push(value === undefined ? `${place} is missing` : `${place} must be a text`);
    return '';
  }

  path(value: unknown, place: string): string {
    return resolve(this.folder, this.text(value, place));
  }

  optionalPath(value: unknown, place: string): string | null {
    return value === undefined ? null : this.path(value, place);
  }

  flag(value: unknown, place: string, without: boolean): boolean {
    if (value === undefined || typeof value === 'boolean') return value ?? without;
    this.violations.push(`${place} must be true or false`);
    return without;
  }

  /** A whole number within bounds. */
  count(value: unknown, place: string, { least, most, without }: Bounds): number {
    if (value === undefined) return without;
    if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most) return Number(value);
    this.violations.push(`${place} must be a whole number from ${String(least)} to ${String(most)}`);
    return without;
  }

  /** Distinct `https://HOST:PORT`. */
  addresses(value: unknown, place: string): readonly string[] {
    const list = Array.isArray(value) ? (value as unknown[]) : [];
    const isRight = list.length > 0 && list.length <= 16 && new Set(list).size === list.length && list.every(isOrigin);
    if (!isRight) this.violations.push(`${place} must be a list of addresses such as https://ksn.example.org:8443`);
    return isRight ? (list as string[]) : [];
  }
}

export interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly without: number;
}

function isOrigin(one: unknown): boolean {
  if (typeof one !== 'string' || !URL.canParse(one)) return false;
  const url = new URL(one);
  return url.protocol === 'https:' && (url.origin === one || `${url.origin}:443` === one);
}
