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
  return Object.entries(serviceSettings(around)).map(
    ([name, settings]) =>
      new ServiceChild({
        name,
        script: join(APPS, name, 'src', 'main.js'),
        settings,
        logFile: around.folder.path('logs', `${name}.log`),
        onGivenUp: around.onGivenUp,
      }),
  );
}

/** The variables of each app; nothing else of our own environment reaches them. */
export function serviceSettings(
  around: Pick<ServiceSurroundings, 'settings' | 'tls' | 'ports' | 'queryUrl'> & {
    readonly folder: Pick<DataFolder, 'root'>;
    readonly database: Pick<Database, 'urlFile' | 'dir'>;
  },
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { settings, folder, database, tls, ports, queryUrl } = around;
  const shared = {
    PKSN_DATABASE_URL_FILE: database.urlFile,
    PKSN_QUEUE_URL_FILE: database.urlFile,
    PKSN_DATA_DIR: folder.root,
    PKSN_HOST: settings.host,
    PKSN_TLS_CERT: tls.cert,
    PKSN_TLS_KEY: tls.key,
    PKSN_LOG_LEVEL: settings.logLevel,
  };
  const filling = { PKSN_DATABASE_DIR: database.dir };
  const listening = { ...shared, PKSN_SUBMISSION_APPROVAL: String(settings.submissionApproval) };
  return {
    'query-api': {
      ...listening,
      PKSN_PORT: String(ports.query),
      PKSN_INFRASTRUCTURE: settings.infrastructure,
      ...metricsOf(settings),
    },
    'admin-api': {
      ...listening,
      ...filling,
      PKSN_PORT: String(ports.admin),
      PKSN_QUERY_URL: queryUrl,
      PKSN_CA: tls.ca,
    },
    'import-worker': { ...shared, ...filling },
  };
}

function metricsOf({ metricsPort, metricsHost, metricsTokenFile }: Settings): Record<string, string> {
  if (metricsPort === null) return {};
  const token: Record<string, string> = metricsTokenFile === null ? {} : { PKSN_METRICS_TOKEN_FILE: metricsTokenFile };
  return { PKSN_METRICS_PORT: String(metricsPort), PKSN_METRICS_HOST: metricsHost, ...token };
}
