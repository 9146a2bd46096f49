import type { SectionLayout } from '@pksn/domain';
import { BatchCursor } from '../sort/batch-cursor';
import { isAmbiguous, resolveClaims } from './claims';
import { claimForm, compareAt } from '../sort/item-form';
import type { ItemForm } from '../sort/item-form';
import type { ItemSorter } from '../sort/item-sorter';

/** Called for each item with the claim on its key, or null when there is none, or no single one. */
export type JoinVisitor = (item: BatchCursor, claim: BatchCursor | null) => void;

/**
 * Walks over sorted items, whose keys are weak hashes, beside the claims on those hashes. `relieve` runs between
 * buffers, because a visit may add to sorters.
 */
export async function joinClaims(
  form: ItemForm,
  items: AsyncIterable<Buffer>,
  aliases: SectionLayout,
  claims: ItemSorter,
  relieve: () => Promise<void>,
  visit: JoinVisitor,
): Promise<void> {
  const item = new BatchCursor(form, items);
  const claim = new BatchCursor(claimForm(aliases), resolveClaims(aliases, claims.batches()));
  const { keyBytes } = aliases;
  const loadItem = async (): Promise<boolean> => {
    await relieve();
    return item.load();
  };
  await claim.load();
  for (let on = await loadItem(); on; on = item.step() || (await loadItem())) {
    let order = -1;
    while (!claim.ended) {
      order = compareAt(claim.bytes, claim.at, item.bytes, item.at, keyBytes);
      if (order >= 0 || !(claim.step() || (await claim.load()))) break;
    }
    const single = !claim.ended && order === 0 && !isAmbiguous(aliases, claim.bytes, claim.at);
    visit(item, single ? claim : null);
  }
  await claim.close();
}
