import type { ItemForm } from './item-form';
import { compareAt } from './item-form';

/** A double holds 53 bits exactly: 32 of the key and 21 of the index. */
export const INDEX_SPAN = 1 << 21;

/**
 * The addresses of items in the order of the items. Sorts doubles that hold the first 32 bits of the key and the
 * item's index (53 bits in all), which the engine does natively; keys are hashes or addresses, so ties are few
 * and are put right by comparing whole items. An address is block index * blockBytes + offset.
 */
export function sortedAddresses(
  form: ItemForm,
  blocks: readonly Buffer[],
  blockBytes: number,
  addresses: Float64Array,
): Float64Array {
  const count = addresses.length;
  const ranks = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const address = addresses[i] ?? 0;
    const index = Math.floor(address / blockBytes);
    const block = blocks[index] as Buffer;
    ranks[i] = block.readUInt32BE(address - index * blockBytes) * INDEX_SPAN + i;
  }
  ranks.sort();
  const compare = (a: number, b: number): number => {
    const aIndex = Math.floor(a / blockBytes);
    const bIndex = Math.floor(b / blockBytes);
    const aBlock = blocks[aIndex] as Buffer;
    const bBlock = blocks[bIndex] as Buffer;
    return compareAt(aBlock, a - aIndex * blockBytes, bBlock, b - bIndex * blockBytes, form.orderBytes);
  };
  const sorted = ranks;
  let tieStart = 0;
  let tiePrefix = -1;
  for (let i = 0; i < count; i++) {
    const rank = ranks[i] ?? 0;
    const prefix = Math.floor(rank / INDEX_SPAN);
    sorted[i] = addresses[rank - prefix * INDEX_SPAN] ?? 0;
    if (prefix === tiePrefix) continue;
    sortTies(sorted.subarray(tieStart, i), compare);
    tieStart = i;
    tiePrefix = prefix;
  }
  sortTies(sorted.subarray(tieStart, count), compare);
  return sorted;
}

/** Rows of one object stand in the order in which they came, as a rule, so that looking is all there is to do. */
function sortTies(ties: Float64Array, compare: (a: number, b: number) => number): void {
  for (let i = 1; i < ties.length; i++) {
    if (compare(ties[i - 1] ?? 0, ties[i] ?? 0) <= 0) continue;
    ties.sort(compare);
    return;
  }
}
