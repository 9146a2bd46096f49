/** What to do with a value: go inside (a scalar there is skipped), take its text whole, or skip it whole. */
export type Choice = 'enter' | 'take' | 'skip';

/**
 * Decides by the path of a value in its document: '' is the document, `.name` leads to a member, `[]` to an element:
 * `.objects[]`. Asked only for values in containers that were entered.
 */
export type Choose = (path: string) => Choice;

/** A unit is an object that was entered; they are numbered from 0 in the order in which they begin. */
export type JsonEvent =
  | {
      readonly kind: 'value';
      /** The innermost unit around it; -1 when there is none. */
      readonly unit: number;
      readonly path: string;
      /** Line on which the value begins, counted from 1. */
      readonly line: number;
      /** Null when it is longer than JSON_LIMITS.value. */
      readonly text: string | null;
    }
  | { readonly kind: 'open' | 'close'; readonly unit: number };

/** Characters that paths are made of stand in no name that a format gives a meaning. */
export function memberPath(parent: string, name: string): string {
  // Nobody writes such a name with escapes (RFC 8259, 7); one that has them is skipped with the unknown ones.
  return /^[\w-]{1,64}$/.test(name) ? `${parent}.${name}` : `${parent}.?`;
}
