import { readFile } from 'node:fs/promises';
import type { Provider } from '@nestjs/common';
import type { Clock } from '@pksn/runtime';
import { TlsFiles } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { ProcessReports, TlsReplacement } from '@pksn/store-postgres';
import type { AdminConfig } from '../config';
import { CLOCK, CONFIG, DATABASE } from '../tokens';
import { TlsAlerts } from './tls-alerts';
import { TlsDesk } from './tls-desk';
import { TlsListeners } from './tls-listeners';

/** Certificates, put together. */
export const TLS: Provider[] = [
  {
    provide: TlsFiles,
    inject: [CONFIG],
    useFactory: ({ tlsCert, tlsKey }: AdminConfig) => new TlsFiles({ cert: tlsCert, key: tlsKey }),
  },
  {
    provide: TlsListeners,
    inject: [CONFIG, TlsFiles, DATABASE],
    useFactory: (config: AdminConfig, files: TlsFiles, source: DataSource) => {
      const { host, port, tlsCert: certFile, tlsKey: keyFile } = config;
      return new TlsListeners({ host, port, certFile, keyFile }, files, new ProcessReports(source), caOf(config));
    },
  },
  {
    provide: TlsDesk,
    inject: [CONFIG, TlsFiles, TlsListeners, DATABASE, CLOCK],
    useFactory: (config: AdminConfig, files: TlsFiles, listeners: TlsListeners, source: DataSource, clock: Clock) =>
      new TlsDesk({
        files,
        listeners,
        replacement: new TlsReplacement(source),
        ca: caOf(config),
        hosts: [config.host],
        clock,
      }),
  },
  {
    provide: TlsAlerts,
    inject: [TlsListeners],
    useFactory: (listeners: TlsListeners) => new TlsAlerts(listeners),
  },
];

/** Read at use: it may be replaced together with the certificate. */
function caOf({ ca }: AdminConfig): () => Promise<string | null> {
  return () => (ca === null ? Promise.resolve(null) : readFile(ca, 'utf8').catch(() => null));
}
