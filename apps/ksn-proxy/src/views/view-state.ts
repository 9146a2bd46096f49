import type { Stamp } from './stamp';

/** What is on disk of a view, written with every page that is taken. */
export interface ViewState {
  readonly number: number;
  readonly cursor: string | null;
  readonly stamp: Stamp | null;
  /** When the view was last known to be current; milliseconds since 1970. */
  readonly currentAt: number;
}

export const viewKey = (scope: string): string => `v!${scope}`;

/** Null for what is not of this form: the view begins anew. */
export function parseViewState(text: string | undefined): ViewState | null {
  if (text === undefined) return null;
  try {
    const { number, cursor, stamp, currentAt } = JSON.parse(text) as ViewState;
    const isRight =
      Number.isSafeInteger(number) &&
      (cursor === null || typeof cursor === 'string') &&
      (stamp === null || (typeof stamp.epoch === 'string' && Number.isSafeInteger(stamp.generation))) &&
      typeof currentAt === 'number';
    return isRight ? { number, cursor, stamp, currentAt } : null;
  } catch {
    return null;
  }
}
