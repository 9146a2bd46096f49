import { Fault } from '@pksn/domain';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The value of a text that JsonScanner took. Throws BUILD_INPUT, with its line. */
export function parseTaken(text: string, line: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Fault('BUILD_INPUT', `line ${line}: it is not JSON here`, { cause });
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that is text; empty when it is missing or something else. Members that an object inherits are none. */
export function textOf(object: JsonObject, name: string): string {
  const value = memberOf(object, name);
  return typeof value === 'string' ? value : '';
}

export function listOf(object: JsonObject, name: string): readonly unknown[] {
  const value = memberOf(object, name);
  return Array.isArray(value) ? value : [];
}

/** MISP writes booleans as true, "1" or 1. */
export function isSet(object: JsonObject, name: string): boolean {
  const value = memberOf(object, name);
  return value === true || value === 1 || value === '1' || value === 'true';
}

function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
