import fc from 'fast-check';
import { ItemSorter } from './item-sorter';
import { itemLength } from './item-form';
import type { ItemForm } from './item-form';
import { MemorySpill } from './memory-spill';
import { SortMemory } from './sort-memory';

const FIXED: ItemForm = { keyBytes: 6, orderBytes: 8, itemBytes: 12 };
const TEXTS: ItemForm = { keyBytes: 8, orderBytes: 8, itemBytes: 0 };

async function sorted(form: ItemForm, items: readonly Buffer[], memoryBytes: number, relieveEvery: number) {
  const spill = new MemorySpill();
  const memory = new SortMemory(memoryBytes);
  const sorter = new ItemSorter(form, spill, memory);
  for (const [i, item] of items.entries()) {
    sorter.add(item);
    if (i % relieveEvery === 0) await memory.relieve();
  }
  const read = async (): Promise<string[]> => {
    const out: string[] = [];
    for await (const batch of sorter.batches()) {
      for (let at = 0; at < batch.length;) {
        const length = itemLength(form, batch, at);
        out.push(batch.toString('hex', at, at + length));
        at += length;
      }
    }
    return out;
  };
  return { read, sorter, spill, memory };
}

const inOrder = (form: ItemForm, items: readonly Buffer[]): string[] =>
  items
    .map((item, i) => ({ item, i }))
    .sort((a, b) => a.item.compare(b.item, 0, form.orderBytes, 0, form.orderBytes) || a.i - b.i)
    .map(({ item }) => item.toString('hex'));

/** First bytes of few values, so that prefixes of 32 and 48 bits tie often. */
const fixedItem = fc
  .tuple(fc.constantFrom(0, 1, 0x80, 0xff), fc.constantFrom(0, 0xff), fc.uint8Array({ minLength: 6, maxLength: 6 }))
  .map(([first, second, rest]) => Buffer.from([first, 0, 0, second, 7, 7, ...rest]));

const textItem = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 900 })).map(([key, length]) => {
  const head = Buffer.from([key, 1, 1, 1, 1, 1, 1, key, length >> 8, length & 255]);
  return Buffer.concat([head, Buffer.alloc(length, key)]);
});

describe('ItemSorter', () => {
  it('orders fixed items as a plain sort does, however little memory it has', async () => {
    const cases = fc.tuple(
      fc.array(fixedItem, { maxLength: 400 }),
      fc.constantFrom(64, 2_048, 1 << 20),
      fc.integer({ min: 1, max: 50 }),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([items, memoryBytes, relieveEvery]) => {
        const { read } = await sorted(FIXED, items, memoryBytes, relieveEvery);
        const plain = inOrder(FIXED, items);
        // Items that are equal in their ordered bytes may come in any order, so compare those bytes, and all items as sets.
        const found = await read();
        expect(found.map((one) => one.slice(0, 16))).toEqual(plain.map((one) => one.slice(0, 16)));
        expect([...found].sort()).toEqual([...plain].sort());
      }),
      { numRuns: 60 },
    );
  });

  it('orders texts of any length, longer than a block too', async () => {
    const cases = fc.tuple(fc.array(textItem, { maxLength: 60 }), fc.constantFrom(512, 1 << 20));
    await fc.assert(
      fc.asyncProperty(cases, async ([items, memoryBytes]) => {
        const { read } = await sorted(TEXTS, items, memoryBytes, 3);
        const found = await read();
        expect(found.map((one) => one.slice(0, 16))).toEqual(inOrder(TEXTS, items).map((one) => one.slice(0, 16)));
        expect([...found].sort()).toEqual(items.map((item) => item.toString('hex')).sort());
      }),
      { numRuns: 40 },
    );
  });

  it('can be read twice, and added to in between', async () => {
    const items = Array.from({ length: 300 }, (_, i) =>
      Buffer.from(((i * 7_919) % 65_536).toString(16).padStart(24, '0'), 'hex'),
    );
    const { read, sorter } = await sorted({ ...FIXED, orderBytes: 12 }, items, 1_024, 10);
    const once = await read();
    expect(await read()).toEqual(once);
    sorter.add(Buffer.alloc(12));
    expect(await read()).toEqual(['00'.repeat(12), ...once]);
  });

  it('gives back memory and scratch files', async () => {
    const items = Array.from({ length: 500 }, (_, i) => Buffer.alloc(12, i & 255));
    const { sorter, spill, memory } = await sorted(FIXED, items, 1_024, 10);
    expect(spill.openFiles).toBe(1);
    await sorter.discard();
    expect(spill.openFiles).toBe(0);
    expect(sorter.heldBytes).toBe(0);
    await memory.relieve();
  });
});
