import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalTlsPaths } from '@pksn/runtime';
import { PinnedProcess } from './pinned-process';
import type { RatedServer } from './request-rates';

export interface ProxyPlace {
  /** Of its configuration and its data; made if it is not there. */
  readonly folder: string;
  readonly tls: LocalTlsPaths;
  /** Loopback port of the service, or of another proxy. */
  readonly upstreamPort: number;
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Members of the configuration that differ from the built-in ones. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** A built proxy on the server's core; to be stopped by whoever starts it. */
export async function startProxy({
  folder,
  tls,
  upstreamPort,
  node = [],
  config = {},
}: ProxyPlace): Promise<RatedServer> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'proxy.json');
  const { ca, cert, key } = tls;
  const upstream = { addresses: [`https://127.0.0.1:${String(upstreamPort)}`], ca };
  writeFileSync(
    path,
    JSON.stringify({
      listen: { host: '127.0.0.1', port: 0, cert, key },
      upstream,
      data: 'data',
      status: { port: null },
      ...config,
    }),
  );
  const { process, message } = await PinnedProcess.start<{ port: number }>('server', 'apps/ksn-proxy/src/main.js', {
    args: ['--config', path],
    node,
  });
  return { process, port: message.port };
}
