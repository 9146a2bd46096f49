import { encodeRemoval, isRemoval } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { BatchCursor } from './sort/batch-cursor';
import { BatchOutput } from './sort/batch-output';
import { compareAt, sectionForm } from './sort/item-form';

type Visit = (below: BatchCursor | null, above: BatchCursor | null) => void;

/** Walks over two streams of one section at once: a key is shown with the item of each stream that has it. */
async function* walkBoth(
  layout: SectionLayout,
  below: AsyncIterable<Buffer>,
  above: AsyncIterable<Buffer>,
  out: BatchOutput,
  visit: Visit,
): AsyncGenerator<Buffer> {
  const low = new BatchCursor(sectionForm(layout), below);
  const high = new BatchCursor(sectionForm(layout), above);
  await low.load();
  await high.load();
  while (!low.ended || !high.ended) {
    const order = low.ended ? 1 : high.ended ? -1 : compareAt(low.bytes, low.at, high.bytes, high.at, layout.keyBytes);
    visit(order <= 0 ? low : null, order >= 0 ? high : null);
    if (out.full) yield out.take();
    if (order <= 0 && !low.step()) await low.load();
    if (order >= 0 && !high.step()) await high.load();
  }
  if (!out.empty) yield out.take();
}

/** The content of a section after a delta. Texts are never removed. */
export function applyDelta(
  layout: SectionLayout,
  base: AsyncIterable<Buffer>,
  delta: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  const out = new BatchOutput();
  return walkBoth(layout, base, delta, out, (below, above) => {
    const winner = above ?? below;
    if (winner === null) return;
    if (above !== null && layout.form !== 'text' && isRemoval(layout, above.bytes, above.at)) return;
    out.add(winner.bytes, winner.at, winner.length);
  });
}

export interface DeltaCounters {
  puts: number;
  removals: number;
}

/** What has to be put and removed so that `base` becomes `next`. Of texts only new ones are put. */
export function differences(
  layout: SectionLayout,
  base: AsyncIterable<Buffer>,
  next: AsyncIterable<Buffer>,
  counters: DeltaCounters,
): AsyncGenerator<Buffer> {
  const out = new BatchOutput();
  return walkBoth(layout, base, next, out, (below, above) => {
    if (above === null) {
      if (below === null || layout.form === 'text') return;
      const key = below.bytes.subarray(below.at, below.at + layout.keyBytes);
      out.add(encodeRemoval(layout, key), 0, layout.recordBytes);
      counters.removals++;
      return;
    }
    if (below !== null && (layout.form === 'text' || sameItem(below, above))) return;
    out.add(above.bytes, above.at, above.length);
    if (layout.form !== 'text') counters.puts++;
  });
}

function sameItem(a: BatchCursor, b: BatchCursor): boolean {
  return a.length === b.length && compareAt(a.bytes, a.at, b.bytes, b.at, a.length) === 0;
}
