import { createHash } from 'node:crypto';

/** Files that every version holds, and one more that is overridden now and then. */
export const FILES = 999;
export const OVERRIDDEN = FILES;

export function fileOf(n: number): string {
  return createHash('sha256')
    .update(`file ${String(n)}`)
    .digest('hex');
}

/** What one generation answers, about everything. */
export interface Expected {
  /** Of the feed, which marks every record with the generation that it came with. */
  readonly version: number;
  readonly threat: string;
  /** Threat of the override; null while there is none. */
  readonly override: string | null;
}

export interface Slot {
  readonly zone?: string;
  readonly threat?: string | null;
  readonly source?: { readonly kind: string; readonly version?: number };
}

/** What is written down before a change is made: every answer names the generation by which it is judged. */
export class GenerationBook {
  private readonly pages = new Map<number, Expected>();
  /** The newest generation that every process has answered from. */
  settled = 0;

  write(generation: number, expected: Expected): void {
    this.pages.set(generation, expected);
  }

  page(generation: number): Expected | undefined {
    return this.pages.get(generation);
  }

  /** Why the slot about file `n` is not wholly of this generation, or null. */
  flawOf(generation: number, n: number, slot: Slot | undefined): string | null {
    const expected = this.pages.get(generation);
    if (expected === undefined) return `generation ${String(generation)} was never made`;
    const overridden = n === OVERRIDDEN && expected.override !== null;
    const wanted = overridden
      ? `red ${String(expected.override)} override undefined`
      : `red ${expected.threat} feed ${String(expected.version)}`;
    const { zone, threat, source } = slot ?? {};
    const got = `${String(zone)} ${String(threat)} ${String(source?.kind)} ${String(source?.version)}`;
    return got === wanted ? null : `file ${String(n)} in generation ${String(generation)}: ${got} instead of ${wanted}`;
  }
}
