import type { Server } from 'node:https';
import { QUERY_LIMITS } from '@pksn/contract';
import { serveHttps } from '@pksn/nest-kit';
import type { Logger, Shutdown } from '@pksn/runtime';
import type { QueryConfig } from './config';
import { followPool, joinPool } from './processes/pool-member';
import { QueryApiModule } from './query-api.module';

/** Of the longest that a request may take, a file over a slow line; all others have less (`LOAD_LIMITS.bodyTimeMs`). */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
/** Longer than any answer takes, and than a change stream is silent. */
const STALLED_MS = 60_000;

/** One query process: alone on its port, or a member of a pool. */
export async function serve(config: QueryConfig, log: Logger, shutdown: Shutdown): Promise<void> {
  const { clientCertificates, clientCa } = config;
  joinPool(shutdown);
  // Meant for a pool's own process; its default action would end this one.
  process.on('SIGUSR2', () => log.warn('only a pool of several processes can replace them one after the other'));
  const app = await serveHttps(
    QueryApiModule.with(config, log),
    {
      tls: { cert: config.tlsCert, key: config.tlsKey },
      host: config.host,
      port: config.port,
      limits: {
        headerBytes: QUERY_LIMITS.headerBytes,
        bodyBytes: 1_048_576,
        requestTimeoutMs: REQUEST_TIMEOUT_MS,
        stalledMs: STALLED_MS,
      },
      // Proxies are known by theirs, whoever vouches for it: it is registered.
      asksClients: true,
      ...(clientCertificates === 'off' || clientCa === null ? {} : { clientCa }),
    },
    log,
    shutdown,
  );
  followPool(app.getHttpServer() as unknown as Server, shutdown);
}
