import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import { PROXY_LIMITS } from '../limits';

let underWay = 0;
const held = new WeakMap<IncomingMessage, number>();

const BODY_MS = 30_000;

/** The whole body; it counts as under way until `releaseBody`. Faults: REQUEST_TOO_LARGE; REQUEST_TIMEOUT when it takes longer than `patienceMs`; SERVICE_OVERLOADED when too many bodies are under way in this process. */
export async function readBody(request: IncomingMessage, limit: number, patienceMs = BODY_MS): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const pieces: Buffer[] = [];
  let length = 0;
  const patience = new AbortController();
  const late = delay(patienceMs, null, { signal: patience.signal, ref: false });
  late.catch(() => undefined);
  // A body that is refused half-way must not take the connection with it: the answer goes out on it.
  const body = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer, undefined>;
  try {
    for (;;) {
      const next = await Promise.race([body.next(), late]);
      if (next === null)
        throw new Fault('REQUEST_TIMEOUT', `the body was not complete within ${String(patienceMs / 1_000)} s`);
      if (next.done === true) break;
      const piece = next.value;
      length += piece.length;
      underWay += piece.length;
      if (length > limit) throw tooLarge(limit);
      if (underWay > PROXY_LIMITS.bodyBytes) {
        throw new Fault('SERVICE_OVERLOADED', 'too much is being sent at once', { facts: { retryAfterSeconds: 1 } });
      }
      pieces.push(piece);
    }
  } finally {
    patience.abort();
    void body.return?.();
    held.set(request, length);
  }
  return Buffer.concat(pieces, length);
}

/** The request is answered: its body is held no more. */
export function releaseBody(request: IncomingMessage): void {
  underWay -= held.get(request) ?? 0;
  held.delete(request);
}

function tooLarge(limit: number): Fault {
  return new Fault('REQUEST_TOO_LARGE', `the body is larger than ${String(limit)} bytes`);
}
