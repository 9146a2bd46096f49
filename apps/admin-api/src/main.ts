import { runProcess, serveHttps } from '@pksn/nest-kit';
import { AdminApiModule } from './admin-api.module';
import { CONFIG_SCHEMA } from './config';

const HEADER_BYTES = 16 * 1024;
/** A thousand license files in one submission. */
const BODY_BYTES = 80 * 1024 * 1024;

runProcess('admin-api', CONFIG_SCHEMA, async (config, log, shutdown) => {
  await serveHttps(
    AdminApiModule.with(config, log),
    {
      tls: { cert: config.tlsCert, key: config.tlsKey },
      host: config.host,
      port: config.port,
      // Uploads may take hours; the spool ends those that fall silent.
      limits: { headerBytes: HEADER_BYTES, bodyBytes: BODY_BYTES, requestTimeoutMs: 0 },
    },
    log,
    shutdown,
  );
});
