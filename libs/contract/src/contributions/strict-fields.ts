import { Fault } from '@pksn/domain';

/** Longer or other names are not repeated: they might be what must not be sent. */
const PLAIN_NAME = /^[A-Za-z][A-Za-z0-9]{0,31}$/;

type Fields = Readonly<Record<string, unknown>>;

/** `where` names the field as a path such as `counters[0].name`, never a value. */
export function personal(where: string): Fault {
  return new Fault('STATISTICS_PERSONAL', `${where} could carry personal data`, { facts: { field: where } });
}

export function malformed(where: string, what: string): Fault {
  return new Fault('REQUEST_MALFORMED', `${where} ${what}`, { facts: { field: where } });
}

/** A text, or whatever has names or parts, could say anything; a number, a truth value or nothing is only wrong. */
function wrong(value: unknown, where: string, expected: string): Fault {
  const says =
    typeof value === 'string' ? value !== '' : typeof value === 'object' && Object.keys(value ?? {}).length > 0;
  return says ? personal(where) : malformed(where, `is not ${expected}`);
}

/** An object with these fields and no other ones. */
export function fieldsOf(
  value: unknown,
  where: string,
  required: readonly string[],
  optional: readonly string[] = [],
): Fields {
  const name = where === '' ? 'the report' : where;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(value, name, 'an object');
  const below = (field: string): string => (where === '' ? field : `${where}.${field}`);
  for (const field of Object.keys(value)) {
    if (required.includes(field) || optional.includes(field)) continue;
    throw personal(PLAIN_NAME.test(field) ? below(field) : `a field of ${name} that is not in the schema`);
  }
  const missing = required.find((field) => !Object.hasOwn(value, field));
  if (missing !== undefined) throw malformed(below(missing), 'is missing');
  return value as Fields;
}

export function eachOf(value: unknown, where: string, most: number, take: (one: unknown, where: string) => void): void {
  if (!Array.isArray(value)) throw wrong(value, where, 'a list');
  if (value.length > most) throw malformed(where, `has more than ${String(most)} entries`);
  value.forEach((one, index) => take(one, `${where}[${String(index)}]`));
}

export function textOf(value: unknown, where: string, form: RegExp): string {
  if (typeof value !== 'string' || !form.test(value)) throw wrong(value, where, 'of the documented form');
  return value;
}

export function listed<T extends string>(value: unknown, where: string, words: readonly T[]): T {
  const word = words.find((one) => one === value);
  if (word === undefined) throw wrong(value, where, 'one of the documented words');
  return word;
}

export function wholeNumber(value: unknown, where: string, least: number, most: number): number {
  if (typeof value !== 'number') throw wrong(value, where, 'a number');
  if (!Number.isInteger(value) || value < least || value > most)
    throw malformed(where, `is not a whole number from ${String(least)} to ${String(most)}`);
  return value;
}
