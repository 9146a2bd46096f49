export interface Finding {
  /** `look` is for a person to decide about; only `wrong` fails the exit code. */
  readonly level: 'ok' | 'look' | 'wrong';
  readonly what: string;
  /** What to do next; null when there is nothing to do. */
  readonly next: string | null;
  /** What machines want to know of it; people read `what`. */
  readonly facts?: object;
}

export const fine = (what: string): Finding => ({ level: 'ok', what, next: null });
export const wrong = (what: string, next: string): Finding => ({ level: 'wrong', what, next });
export const toLookAt = (what: string, next: string): Finding => ({ level: 'look', what, next });
