import { join, resolve } from 'node:path';
import type { Fault } from '@pksn/domain';
import type { LocalTlsPaths } from '@pksn/runtime';
import type { DataFolder } from './data-folder';
import type { Database } from './database';
import type { ListenPorts } from './listen-ports';
import { ServiceChild } from './service-child';
import type { Settings } from './settings';

/** dist/apps, seen from dist/apps/standalone/src. */
const APPS = resolve(__dirname, '..', '..');

export interface ServiceSurroundings {
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly database: Database;
  readonly tls: LocalTlsPaths;
  readonly ports: ListenPorts;
  readonly queryUrl: string;
  readonly onGivenUp: (fault: Fault) => void;
}

/** The three apps, in the order in which they stop. */
export function serviceChildren(around: ServiceSurroundings): ServiceChild[] {
  const { settings, folder, database, tls, ports } = around;
  const shared = {
    PKSN_DATABASE_URL_FILE: database.urlFile,
    PKSN_QUEUE_URL_FILE: database.urlFile,
    PKSN_DATA_DIR: folder.root,
    PKSN_HOST: settings.host,
    PKSN_TLS_CERT: tls.cert,
    PKSN_TLS_KEY: tls.key,
    PKSN_LOG_LEVEL: settings.logLevel,
  };
  const child = (name: string, own: Readonly<Record<string, string>>): ServiceChild =>
    new ServiceChild({
      name,
      script: join(APPS, name, 'src', 'main.js'),
      settings: { ...shared, ...own },
      logFile: folder.path('logs', `${name}.log`),
      onGivenUp: around.onGivenUp,
    });
  return [
    child('query-api', { PKSN_PORT: String(ports.query) }),
    child('admin-api', { PKSN_PORT: String(ports.admin), PKSN_QUERY_URL: around.queryUrl, PKSN_CA: tls.ca }),
    child('import-worker', {}),
  ];
}
