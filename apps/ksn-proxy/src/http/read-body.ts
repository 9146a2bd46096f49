import type { IncomingMessage } from 'node:http';
import { Fault } from '@pksn/domain';
import { PROXY_LIMITS } from '../limits';

let underWay = 0;

/** The whole body. Faults: REQUEST_TOO_LARGE; SERVICE_OVERLOADED when too many bodies are under way in this process. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    // A body that is refused half-way must not take the connection with it: the answer goes out on it.
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      length += piece.length;
      underWay += piece.length;
      if (length > limit) throw tooLarge(limit);
      if (underWay > PROXY_LIMITS.bodyBytes) {
        throw new Fault('SERVICE_OVERLOADED', 'too much is being sent at once', { facts: { retryAfterSeconds: 1 } });
      }
      pieces.push(piece);
    }
  } finally {
    underWay -= length;
  }
  return Buffer.concat(pieces, length);
}

function tooLarge(limit: number): Fault {
  return new Fault('REQUEST_TOO_LARGE', `the body is larger than ${String(limit)} bytes`);
}
