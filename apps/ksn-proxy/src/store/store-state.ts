/** What a store counts, written with each batch. */
export interface StoreState {
  bytes: number;
  nextPlace: number;
  nextView: number;
  /** Lists by prefix that were ever kept: without any, none is looked for. */
  lists: number;
  answers: number;
}

/** Zeros for what is not of this form: nothing was kept before. */
export function stateIn(text: string | undefined): StoreState {
  try {
    const { bytes, nextPlace, nextView, lists, answers = 0 } = JSON.parse(text ?? '') as StoreState;
    if ([bytes, nextPlace, nextView, lists, answers].every((one) => Number.isSafeInteger(one) && one >= 0)) {
      return { bytes, nextPlace, nextView, lists, answers };
    }
  } catch {
    // Nothing was kept before.
  }
  return { bytes: 0, nextPlace: 0, nextView: 1, lists: 0, answers: 0 };
}

/** What was found on disk, with no number given twice that this process gave. */
export function laterState(found: StoreState, before: StoreState): StoreState {
  return {
    ...found,
    nextPlace: Math.max(found.nextPlace, before.nextPlace),
    nextView: Math.max(found.nextView, before.nextView),
    lists: Math.max(found.lists, before.lists),
  };
}
