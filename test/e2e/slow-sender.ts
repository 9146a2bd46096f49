import { once } from 'node:events';
import { connect } from 'node:tls';
import { setTimeout as delay } from 'node:timers/promises';

export interface SlowAnswer {
  readonly text: string;
  /** Bytes of the body that the other side took before it ended the connection. */
  readonly sentBytes: number;
  readonly error: Error | null;
}

/** Sends all of a body in pieces with pauses, whatever is answered meanwhile, on a connection that the answer ends. */
export async function sendSlowly(
  { port, ca }: { readonly port: number; readonly ca: string },
  head: readonly string[],
  body: { readonly pieces: readonly Buffer[]; readonly pauseMs: number },
): Promise<SlowAnswer> {
  const socket = connect({ host: '127.0.0.1', port, ca });
  let text = '';
  let error: Error | null = null;
  socket.on('error', (cause) => (error = cause)).on('data', (part: Buffer) => (text += part.toString()));
  const closed = once(socket, 'close');
  await once(socket, 'secureConnect');
  socket.write(`${head.join('\r\n')}\r\nconnection: close\r\n\r\n`);
  let sentBytes = 0;
  for (const piece of body.pieces) {
    const isTaken = await new Promise<boolean>((done) => void socket.write(piece, (failure) => done(failure == null)));
    if (!isTaken) break;
    sentBytes += piece.length;
    await delay(body.pauseMs);
  }
  await closed;
  return { text, sentBytes, error };
}
