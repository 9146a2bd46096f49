import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { Fault } from '@pksn/domain';

/** Deeper than any document of this API; far less than what the recursion of a validator can bear. */
const DEPTH_LIMIT = 32;
const NUL = '\0';
/** Half of a pair of UTF-16 units, alone. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** Whether PostgreSQL can hold the text as it is: text without NUL, and JSON without halves of characters. */
export function isStorable(text: string): boolean {
  return !text.includes(NUL) && !LONE_SURROGATE.test(text);
}

/** Looked at before anything walks input by recursion or hands it on: no endless nesting, and no text that is not storable. */
export class PlainInput implements PipeTransform {
  /** Bodies of those kinds may hold any text: what takes them looks at each by itself. */
  constructor(private readonly withAnyText: readonly unknown[] = []) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    const takesAny = type === 'body' && this.withAnyText.includes(metatype);
    let level: unknown[] = [value];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > DEPTH_LIMIT) throw new Fault('REQUEST_MALFORMED', `nested deeper than ${String(DEPTH_LIMIT)} levels`);
      if (!takesAny && level.some((one) => typeof one === 'string' && !isStorable(one))) {
        throw new Fault('REQUEST_MALFORMED', 'text may hold neither the character NUL nor half of a character');
      }
      level = level.flatMap(children);
    }
    return value;
  }
}

function children(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
