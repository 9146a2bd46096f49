/**
 * Runs `work` for up to `atOnce` items of a stream at a time, and gives what comes of them in the order of the stream. What is
 * done is given at once, also while the next item is still awaited.
 */
export async function* pipelined<T, R>(
  source: AsyncIterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const items = source[Symbol.asyncIterator]();
  const running: Promise<R>[] = [];
  let next: Promise<IteratorResult<T>> | null = null;
  let isOver = false;
  try {
    while (!isOver || running.length > 0) {
      if (!isOver && next === null && running.length < atOnce) {
        next = items.next();
        next.catch(() => undefined);
      }
      const first = await Promise.race([
        ...(running[0] === undefined ? [] : [running[0].then((done) => ({ done }))]),
        ...(next === null ? [] : [next.then((arrived) => ({ arrived }))]),
      ]);
      if ('done' in first) {
        void running.shift();
        yield first.done;
        continue;
      }
      next = null;
      if (first.arrived.done === true) isOver = true;
      else running.push(quiet(work(first.arrived.value)));
    }
  } finally {
    if (!isOver) items.return?.().catch(() => undefined);
  }
}

/** It may fail before its turn comes. */
function quiet<R>(work: Promise<R>): Promise<R> {
  work.catch(() => undefined);
  return work;
}
