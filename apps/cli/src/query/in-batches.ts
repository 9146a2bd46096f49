const IDLE = Symbol('idle');

/**
 * Cuts a stream of groups into batches of `size`; a smaller one goes on when nothing came for `idleMs`, so that whoever
 * types, or feeds slowly, is answered meanwhile. No more than one group is taken ahead.
 */
export async function* inBatches<T>(
  source: AsyncIterable<readonly T[]>,
  size: number,
  idleMs: number,
): AsyncGenerator<T[]> {
  const groups = source[Symbol.asyncIterator]();
  const take = (): Promise<IteratorResult<readonly T[]>> => {
    const next = groups.next();
    // It may fail while a batch is away.
    next.catch(() => undefined);
    return next;
  };
  let isOver = false;
  try {
    let batch: T[] = [];
    for (let next = take(); ;) {
      const arrived = batch.length === 0 ? await next : await orIdle(next, idleMs);
      if (arrived === IDLE) {
        yield batch;
        batch = [];
        continue;
      }
      if (arrived.done === true) break;
      for (const one of arrived.value) {
        batch.push(one);
        if (batch.length < size) continue;
        yield batch;
        batch = [];
      }
      next = take();
    }
    isOver = true;
    if (batch.length > 0) yield batch;
  } finally {
    // Not awaited: the source may be waiting for what never comes.
    if (!isOver) groups.return?.().catch(() => undefined);
  }
}

async function orIdle<T>(next: Promise<T>, ms: number): Promise<T | typeof IDLE> {
  let timer: NodeJS.Timeout | undefined;
  const idle = new Promise<typeof IDLE>((done) => (timer = setTimeout(() => done(IDLE), ms)));
  try {
    return await Promise.race([next, idle]);
  } finally {
    clearTimeout(timer);
  }
}
