import cluster from 'node:cluster';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { Shutdown } from '@pksn/runtime';
import type { PoolMessage } from './pool-messages';
import { isPoolMessage } from './pool-messages';

/** How long a member that retires goes on answering; each answer ends its connection. */
const RETIRE_MS = 2_000;
const FAREWELL_MS = 2_000;

/**
 * To be called before the server is made, so that it is undone after the server is closed: connections that the pool
 * had sent by then come back to it, and go to another member, instead of ending with this process.
 */
export function joinPool(shutdown: Shutdown): void {
  if (!cluster.isWorker) return;
  shutdown.onStop('membership of the pool', async () => {
    if (!process.connected) return;
    const answered = new Promise<void>((done) => {
      process.on('message', (message) => {
        if (isPoolMessage(message) && message.pool === 'farewell') done();
      });
    });
    process.send?.({ pool: 'farewell' } satisfies PoolMessage);
    await Promise.race([answered, delay(FAREWELL_MS)]);
  });
}

/** Does what the pool says; without a pool nothing is ever said. */
export function followPool(server: Server, shutdown: Shutdown): void {
  if (!cluster.isWorker) return;
  process.on('message', (message) => {
    if (!isPoolMessage(message)) return;
    if (message.pool === 'ticket-keys') server.setTicketKeys(Buffer.from(message.keys, 'hex'));
    if (message.pool === 'certificates') process.emit('SIGHUP', 'SIGHUP');
    if (message.pool === 'retire') void retire(server, shutdown);
  });
}

/** New connections may still come; like those that are open they get an answer with `connection: close`. */
async function retire(server: Server, shutdown: Shutdown): Promise<void> {
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  await delay(RETIRE_MS);
  await shutdown.stop('replaced');
}
