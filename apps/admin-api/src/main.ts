import { serveHttps } from '@pksn/nest-kit';
import { TlsFiles, awaitHangups, runProcess } from '@pksn/runtime';
import { databaseAway } from '@pksn/store-postgres';
import { AdminApiModule } from './admin-api.module';
import { bodyRules } from './body-rules';
import { CONFIG_SCHEMA } from './config';

const HEADER_BYTES = 16 * 1024;
const BODY_BYTES = 256 * 1024;

awaitHangups();
runProcess('admin-api', CONFIG_SCHEMA, async (config, log, shutdown) => {
  await new TlsFiles({ cert: config.tlsCert, key: config.tlsKey }).finish();
  await serveHttps(
    AdminApiModule.with(config, log),
    {
      tls: { cert: config.tlsCert, key: config.tlsKey },
      host: config.host,
      port: config.port,
      ...(config.clientCa === null ? {} : { clientCa: config.clientCa }),
      // Uploads may take hours; the spool ends those that fall silent, the rules those of all others.
      limits: {
        headerBytes: HEADER_BYTES,
        bodyBytes: BODY_BYTES,
        requestTimeoutMs: 0,
        bodies: bodyRules(config.bodyTimeout),
        knownErrors: databaseAway,
      },
    },
    log,
    shutdown,
  );
});
