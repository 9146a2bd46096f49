import type { ItemForm } from './item-form';
import { compareAt } from './item-form';

/** A double holds 53 bits exactly: 32 of the key and 21 of the index. */
export const INDEX_SPAN = 1 << 21;

/**
 * The addresses of items in the order of the items. Sorts doubles that hold the first 32 bits of the key and the
 * item's index, which the engine does natively; keys are hashes or addresses, so ties are few and are put right by
 * comparing whole items. An address is the block's index shifted left by `blockShift`, and the offset in the block.
 */
export function sortedAddresses(
  form: ItemForm,
  blocks: readonly Buffer[],
  blockShift: number,
  addresses: Int32Array,
): Int32Array {
  const mask = (1 << blockShift) - 1;
  const count = addresses.length;
  const ranks = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const address = addresses[i] as number;
    const block = blocks[address >> blockShift] as Buffer;
    const at = address & mask;
    const low = ((block[at + 1] as number) << 16) | ((block[at + 2] as number) << 8) | (block[at + 3] as number);
    ranks[i] = ((block[at] as number) * 0x1000000 + low) * INDEX_SPAN + i;
  }
  ranks.sort();
  const compare = (a: number, b: number): number => {
    const aBlock = blocks[a >> blockShift] as Buffer;
    const bBlock = blocks[b >> blockShift] as Buffer;
    return compareAt(aBlock, a & mask, bBlock, b & mask, form.orderBytes);
  };
  const sorted = new Int32Array(count);
  let tieStart = 0;
  let tiePrefix = -1;
  for (let i = 0; i < count; i++) {
    const rank = ranks[i] as number;
    const prefix = Math.floor(rank / INDEX_SPAN);
    sorted[i] = addresses[rank - prefix * INDEX_SPAN] as number;
    if (prefix === tiePrefix) continue;
    if (i - tieStart > 1) sortTies(sorted.subarray(tieStart, i), compare);
    tieStart = i;
    tiePrefix = prefix;
  }
  sortTies(sorted.subarray(tieStart, count), compare);
  return sorted;
}

/** Rows of one object stand in the order in which they came, as a rule, so that looking is all there is to do. */
function sortTies(ties: Int32Array, compare: (a: number, b: number) => number): void {
  for (let i = 1; i < ties.length; i++) {
    if (compare(ties[i - 1] ?? 0, ties[i] ?? 0) <= 0) continue;
    ties.sort(compare);
    return;
  }
}
