import { readFileSync } from 'node:fs';
import { connect, createSecureContext } from 'node:tls';
import type { TLSSocket } from 'node:tls';

const AT_ONCE = 100;
const KIB = 1024;

export interface IdleConnections {
  readonly open: number;
  readonly refused: number;
  stillOpen(): number;
  close(): void;
}

/** Opens so many connections, asks once on each, and then nothing more: they are kept for those who come back. */
export async function idleConnections(
  { port, ca }: { readonly port: number; readonly ca: string },
  count: number,
): Promise<IdleConnections> {
  const secureContext = createSecureContext({ ca });
  const sockets = new Set<TLSSocket>();
  let refused = 0;
  const one = (): Promise<void> =>
    new Promise((done) => {
      const socket = connect({ host: '127.0.0.1', port, secureContext }, () => {
        socket.write('GET /healthz HTTP/1.1\r\nhost: proxy\r\n\r\n');
      });
      socket.on('error', () => socket.destroy());
      socket.once('data', () => {
        sockets.add(socket);
        done();
      });
      socket.resume();
      socket.once('close', () => {
        if (!sockets.delete(socket)) refused += 1;
        done();
      });
    });
  for (let at = 0; at < count; at += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - at) }, one));
  }
  return {
    open: sockets.size,
    refused,
    stillOpen: () => sockets.size,
    close: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Resident memory of a process; NaN where /proc is missing. */
export function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'latin1'))?.[1]) * KIB;
  } catch {
    return Number.NaN;
  }
}
