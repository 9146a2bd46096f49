import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';

/** The pieces of a body. Fault: UPLOAD_INCOMPLETE when the connection breaks, or is silent for so many milliseconds. */
export async function* idleLimited(body: Readable, silenceMs: number): AsyncGenerator<Buffer> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  for (;;) {
    const patience = new AbortController();
    const silent = delay(silenceMs, 'silent' as const, { signal: patience.signal, ref: false });
    silent.catch(() => undefined);
    let next: IteratorResult<Buffer> | 'silent';
    try {
      next = await Promise.race([pieces.next(), silent]);
    } catch (error) {
      throw new Fault('UPLOAD_INCOMPLETE', 'the connection broke before the file was complete', { cause: error });
    } finally {
      patience.abort();
    }
    if (next === 'silent') throw new Fault('UPLOAD_INCOMPLETE', `nothing came for ${String(silenceMs / 1000)} s`);
    if (next.done === true) return;
    yield next.value;
  }
}
