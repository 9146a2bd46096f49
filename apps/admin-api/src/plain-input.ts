import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { Fault } from '@pksn/domain';

/** Deeper than any document of this API; far less than what the recursion of a validator can bear. */
const DEPTH_LIMIT = 32;
const NUL = '\0';

/**
 * Looked at before anything walks input by recursion or hands it on: no endless nesting, and no NUL, which
 * PostgreSQL's text cannot hold.
 */
export class PlainInput implements PipeTransform {
  /** Bodies of those kinds may hold a NUL: what takes them looks at each text by itself. */
  constructor(private readonly withAnyText: readonly unknown[] = []) {}

  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom') return value;
    const takesNul = type === 'body' && this.withAnyText.includes(metatype);
    let level: unknown[] = [value];
    for (let depth = 0; level.length > 0; depth++) {
      if (depth > DEPTH_LIMIT) throw new Fault('REQUEST_MALFORMED', `nested deeper than ${String(DEPTH_LIMIT)} levels`);
      if (!takesNul && level.some((one) => typeof one === 'string' && one.includes(NUL))) {
        throw new Fault('REQUEST_MALFORMED', 'text may not hold the character NUL');
      }
      level = level.flatMap(children);
    }
    return value;
  }
}

function children(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
