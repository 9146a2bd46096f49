import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { UpstreamCall } from '../upstream/upstream';
import type { Asker } from './asker';
import { SeatCalls } from './seat-calls';

const DAY_MS = 86_400_000;
const idOf = (n: number): string => createHash('md5').update(String(n)).digest('hex');
const asker = (name: string): Asker => ({ keyHash: name, header: { name: 'authorization', value: `Bearer ${name}` } });

describe('seats', () => {
  let asked: string[];
  let now: number;
  let isLinked: boolean;
  let isBroken: boolean;
  let refused: Set<string>;
  let seats: SeatCalls;

  beforeEach(() => {
    [asked, now, isLinked, isBroken, refused] = [[], DAY_MS * 20_000, true, false, new Set()];
    const send = ({ path, headers }: UpstreamCall): Promise<never> => {
      asked.push(`${path} ${String(headers['authorization'])} ${String(headers['pksn-endpoint'])}`);
      return isBroken ? Promise.reject(new Error('cut')) : Promise.resolve({} as never);
    };
    seats = new SeatCalls({
      upstream: {
        get isLinked() {
          return isLinked;
        },
        send,
      },
      judge: { peek: (keyHash) => (refused.has(keyHash) ? null : ({} as never)) },
      clock: { now: () => now },
      pauseMs: 1,
    });
  });
  afterEach(() => seats.stop());

  const settled = async (): Promise<string[]> => {
    for (let before = -1; before !== asked.length;) {
      before = asked.length;
      await delay(40);
    }
    return asked.map((one) => one.replace('/v1/license Bearer ', '')).sort();
  };

  it('asks once a day for each endpoint of a key, and for nobody without an id', async () => {
    for (let n = 0; n < 3; n++) {
      for (const [key, id] of [
        ['a', 1],
        ['a', 2],
        ['b', 1],
      ] as const)
        seats.saw(asker(key), idOf(id));
    }
    for (const none of ['', 'nobody', `${idOf(1)} `]) seats.saw(asker('a'), none);
    const once = [`a ${idOf(1)}`, `a ${idOf(2)}`, `b ${idOf(1)}`].sort();
    expect(await settled()).toEqual(once);
    now += DAY_MS;
    seats.saw(asker('a'), idOf(1));
    seats.saw(asker('a'), idOf(1));
    expect(await settled()).toEqual([...once, `a ${idOf(1)}`].sort());
  });

  it('waits for the link, asks again what was cut, and asks by no key that is not good', async () => {
    isLinked = false;
    refused.add('b');
    seats.saw(asker('a'), idOf(1));
    seats.saw(asker('b'), idOf(1));
    expect(await settled()).toEqual([]);
    isLinked = isBroken = true;
    await delay(20);
    isBroken = false;
    expect(new Set(await settled())).toEqual(new Set([`a ${idOf(1)}`]));
    const before = asked.length;
    expect(before).toBeGreaterThan(1);
    refused.clear();
    seats.saw(asker('b'), idOf(1));
    expect((await settled()).filter((one) => one.startsWith('b'))).toHaveLength(1);
  });

  it('lets nobody wait for keys that nobody has', async () => {
    for (let n = 0; n < 300; n++) {
      refused.add(`bad ${String(n)}`);
      seats.saw(asker(`bad ${String(n)}`), idOf(n));
    }
    seats.saw(asker('a'), idOf(1));
    expect(await settled()).toEqual([`a ${idOf(1)}`]);
  });
});
