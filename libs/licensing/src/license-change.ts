/**
 * The change that a key of a license has not answered: the earliest that came after the key's file was issued; null
 * when there is none. Times are milliseconds since 1970, in any order.
 */
export function firstChangeAfter(issuedAt: number, changes: readonly number[]): number | null {
  let first: number | null = null;
  for (const changedAt of changes) {
    if (changedAt > issuedAt && (first === null || changedAt < first)) first = changedAt;
  }
  return first;
}
