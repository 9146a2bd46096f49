import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { Fault } from '@pksn/domain';

/** Registered ports below those that Linux (from 32768) and others (from 49152) hand out by themselves. */
const LOWEST = 20_000;
const ABOVE_HIGHEST = 32_768;
const ATTEMPTS = 100;

/**
 * A loopback port that is free at this moment, for a program that is told its port before it listens. The system's own
 * choice would not do: it hands the same number to the next connection that anybody opens.
 * Faults: PORT_TAKEN after 100 ports that were all in use.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(LOWEST, ABOVE_HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Fault('PORT_TAKEN', `${ATTEMPTS} ports of 127.0.0.1 from ${LOWEST} on are in use`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const listens = await new Promise<boolean>((done) => {
    probe.once('error', () => done(false)).listen(port, '127.0.0.1', () => done(true));
  });
  if (listens) await closed(probe);
  return listens;
}

function closed(server: Server): Promise<unknown> {
  return new Promise((done) => server.close(done));
}
