import { inBatches } from './in-batches';
import { pipelined } from './pipelined';

async function* of<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const one of stream) items.push(one);
  return items;
}

function gate<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

describe('work in a pipeline', () => {
  it('keeps the order and runs no more than it may', async () => {
    const gates = Array.from({ length: 6 }, () => gate<void>());
    let [running, most] = [0, 0];
    const stream = pipelined(of(0, 1, 2, 3, 4, 5), 3, async (item) => {
      most = Math.max(most, ++running);
      await gates[item]?.promise;
      running -= 1;
      return item;
    });
    const taken = all(stream);
    while (running < 3) await new Promise((go) => setImmediate(go));
    for (const gate of gates.reverse()) gate.resolve();
    expect(await taken).toEqual([0, 1, 2, 3, 4, 5]);
    expect(most).toBe(3);
  });

  it('gives what is done while the next item is awaited', async () => {
    const next = gate<number>();
    const source = async function* (): AsyncGenerator<number> {
      yield 1;
      yield await next.promise;
    };
    const stream = pipelined(source(), 4, (item) => Promise.resolve(item));
    expect(await stream.next()).toEqual({ done: false, value: 1 });
    next.resolve(2);
    expect(await all(stream)).toEqual([2]);
  });

  it('ends with what the work or the source throws, in its turn', async () => {
    const seen: number[] = [];
    const run = async (source: AsyncIterable<number>): Promise<void> => {
      const work = (item: number) => (item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item));
      for await (const one of pipelined(source, 2, work)) seen.push(one);
    };
    await expect(run(of(1, 2, 3))).rejects.toThrow('two');
    const broken = async function* (): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      throw new Error('source');
    };
    await expect(run(broken())).rejects.toThrow('source');
    expect(seen).toEqual([1, 1]);
  });
});

describe('batches', () => {
  it('are full, but for the last', async () => {
    expect(await all(inBatches(of([1, 2, 3], [], [4, 5]), 2, 1_000))).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('go on when nothing more comes for a while', async () => {
    const more = gate<number[]>();
    const source = async function* (): AsyncGenerator<number[]> {
      yield [1];
      yield await more.promise;
    };
    const batches = inBatches(source(), 10, 1);
    expect(await batches.next()).toEqual({ done: false, value: [1] });
    more.resolve([2]);
    expect(await all(batches)).toEqual([[2]]);
  });

  it('leave a source that waits for ever', async () => {
    const never = async function* (): AsyncGenerator<number[]> {
      yield [1];
      await new Promise(() => undefined);
    };
    for await (const batch of inBatches(never(), 1, 1)) {
      expect(batch).toEqual([1]);
      break;
    }
  });
});
