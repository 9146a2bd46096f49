import { createServer } from 'node:net';
import { Fault } from '@pksn/domain';
import { errorCode, freePort } from '@pksn/runtime';
import type { Settings } from './settings';

export interface ListenPorts {
  readonly query: number;
  readonly admin: number;
}

/** The ports to listen on, tried once; 0 becomes a free one. Faults: PORT_TAKEN, CONFIG_INVALID. */
export async function choosePorts(settings: Settings): Promise<ListenPorts> {
  const query = settings.queryPort === 0 ? await freePort() : settings.queryPort;
  const admin = settings.adminPort === 0 ? await freePort() : settings.adminPort;
  if (query === admin) throw new Fault('CONFIG_INVALID', '--query-port and --admin-port must differ');
  await tryPort(settings.host, query, '--query-port');
  await tryPort(settings.host, admin, '--admin-port');
  return { query, admin };
}

async function tryPort(host: string, port: number, flag: string): Promise<void> {
  const probe = createServer();
  try {
    await new Promise<void>((done, fail) => probe.once('error', fail).listen(port, host, done));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EADDRINUSE') {
      throw new Fault('PORT_TAKEN', `another program listens on ${host} port ${port}; choose another with ${flag}`);
    }
    if (code === 'EACCES') {
      throw new Fault('CONFIG_INVALID', `this user may not listen on port ${port}; choose one above 1023 with ${flag}`);
    }
    throw new Fault('CONFIG_INVALID', `--host is no address of this machine (${code})`, { cause: error });
  }
  await new Promise((done) => probe.close(done));
}

const WILDCARDS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };

/** The base URL for people of this machine: a wildcard listens on loopback, too. */
export function baseUrl(host: string, port: number): string {
  return `https://${WILDCARDS[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}
