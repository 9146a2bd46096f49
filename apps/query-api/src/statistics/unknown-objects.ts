import type { ObjectType } from '@pksn/domain';

/** Objects that are told apart at one time. */
const KEPT = 500;
const TEXT_CHARS = 512;
/** Control characters and lone surrogates: no database takes them all, and no terminal should. */
const UNFIT = /[\p{Cc}\p{Cs}]/gu;
const REPLACEMENT = '\ufffd';

export interface UnknownObject {
  readonly type: ObjectType;
  readonly object: string;
  /** At least so often; at most so often and `missed` more. */
  readonly queries: number;
}

/**
 * Which unknown objects are asked for most, in bounded memory (Misra and Gries, in batches): when twice as many are
 * counted as are kept, the count of the one that is the first not to be kept is taken from all. Whatever makes up more
 * than one in 500 of the queries is there.
 */
export class UnknownObjects {
  private counts = new Map<string, number>();
  private taken = 0;

  add(type: ObjectType, object: string): void {
    const name = `${type} ${object.slice(0, TEXT_CHARS).replace(UNFIT, REPLACEMENT)}`;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (this.counts.size >= KEPT * 2) this.shrink();
  }

  /** Hands over the most asked ones, most first, and begins anew. */
  take(limit: number): { readonly objects: UnknownObject[]; readonly missed: number } {
    const objects = [...this.counts]
      .sort(([, a], [, b]) => b - a)
      .slice(0, limit)
      .map(([name, queries]) => {
        const space = name.indexOf(' ');
        return { type: name.slice(0, space) as ObjectType, object: name.slice(space + 1), queries };
      });
    const missed = this.taken;
    this.counts = new Map();
    this.taken = 0;
    return { objects, missed };
  }

  private shrink(): void {
    const cut = [...this.counts.values()].sort((a, b) => b - a)[KEPT] as number;
    this.taken += cut;
    this.counts = new Map(
      [...this.counts].map(([name, count]) => [name, count - cut] as const).filter(([, n]) => n > 0),
    );
  }
}
