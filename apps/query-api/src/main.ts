import { QUERY_LIMITS } from '@pksn/contract';
import { serveHttps } from '@pksn/nest-kit';
import { runProcess } from '@pksn/nest-kit';
import { CONFIG_SCHEMA } from './config';
import { QueryApiModule } from './query-api.module';

const REQUEST_TIMEOUT_MS = 30_000;

runProcess('query-api', CONFIG_SCHEMA, async (config, log, shutdown) => {
  await serveHttps(
    QueryApiModule.with(config, log),
    {
      tls: { cert: config.tlsCert, key: config.tlsKey },
      host: config.host,
      port: config.port,
      limits: { headerBytes: QUERY_LIMITS.headerBytes, bodyBytes: 1_048_576, requestTimeoutMs: REQUEST_TIMEOUT_MS },
    },
    log,
    shutdown,
  );
});
