import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import type { BookedEntry } from '@pksn/store-postgres';
import { OwnFeedExport } from './own-feed-export';

const REST = { threat: null, product: null, trustGroup: null, popularity: null, firstSeen: null, sample: null };
const entry = (id: number): BookedEntry => ({
  ...REST,
  id: String(id),
  object: { type: 'domain', domain: `bad${String(id)}.example` },
  names: [],
  zone: 'red',
  reason: 'test',
});

/** A feed of so many portions that counts how many readers hold a connection. */
class CountedFeed {
  held = 0;
  given = 0;

  constructor(
    private readonly portions: number,
    private readonly failsAt = Infinity,
  ) {}

  async *snapshot(): AsyncGenerator<readonly BookedEntry[]> {
    this.held++;
    try {
      for (let n = 1; n <= this.portions; n++) {
        await setImmediate();
        if (n === this.failsAt) throw new Error('the database went away');
        this.given++;
        yield Array.from({ length: 500 }, (_, i) => entry(500 * n + i));
      }
    } finally {
      this.held--;
    }
  }
}

it('says what it is and how many came, and then holds nothing any more', async () => {
  const feed = new CountedFeed(2);
  const lines = (await text(await new OwnFeedExport(feed).stream())).trimEnd().split('\n');
  expect(lines).toHaveLength(1_002);
  expect([lines[0], lines[1], lines.at(-1)]).toEqual([
    '{"format":"pksn-own-feed-v1"}',
    '{"id":500,"domain":"bad500.example","zone":"red","reason":"test"}',
    '{"end":1000}',
  ]);
  expect(feed.held).toBe(0);
});

it('reads no further than its reader does, and lets go when that one leaves', async () => {
  const feed = new CountedFeed(1_000);
  const exports = new OwnFeedExport(feed);
  const [one, two] = [await exports.stream(), await exports.stream()];
  await expect(exports.stream()).rejects.toThrow('SERVICE_OVERLOADED');
  one.once('readable', () => one.read(1));
  await once(one, 'readable');
  for (let turn = 0; turn < 50; turn++) await setImmediate();
  expect(feed.given).toBeLessThan(20);
  for (const stream of [one, two]) {
    stream.destroy();
    await once(stream, 'close');
  }
  await setImmediate();
  expect(feed.held).toBe(0);
  await expect(exports.stream()).resolves.toBeDefined();
});

it('breaks off where the database does: its reader sees that the last line is not there', async () => {
  const feed = new CountedFeed(3, 3);
  await expect(text(await new OwnFeedExport(feed).stream())).rejects.toThrow('the database went away');
  await expect(new OwnFeedExport(new CountedFeed(1, 1)).stream()).rejects.toThrow('the database went away');
  expect(feed.held).toBe(0);
});
