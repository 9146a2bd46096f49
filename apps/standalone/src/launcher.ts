import type { Shutdown } from '@pksn/runtime';
import { ensureLocalTls, systemClock } from '@pksn/runtime';
import { newContextToken, removeContext, voidContextTokens, writeContext } from './context-file';
import { openDataFolder } from './data-folder';
import { Database, migrateDatabase } from './database';
import { demonstrationKeyFile, prepareDemonstration } from './demonstration';
import { firstRunCode } from './first-run-code';
import { baseUrl, choosePorts } from './listen-ports';
import { serviceChildren } from './services';
import type { Settings } from './settings';

/**
 * Brings everything up, bottom first, and registers how to take it down, top first: context file, query-api,
 * admin-api, import-worker, PostgreSQL, lock. Resolves with the line that says that the service is ready.
 */
export async function launch(
  settings: Settings,
  shutdown: Shutdown,
  say: (text: string) => void,
  fail: (error: unknown) => void,
): Promise<string> {
  const folder = await openDataFolder(settings.data, { demonstration: !settings.empty });
  shutdown.onStop('lock', () => folder.lock.release());
  const ports = await choosePorts(settings);
  const queryUrl = baseUrl(settings.host, ports.query);
  const adminUrl = baseUrl(settings.host, ports.admin);
  say(EVALUATION_NOTICE);

  const demonstration = folder.demonstration ? prepareDemonstration(folder) : null;
  demonstration?.prepared.catch(() => undefined);
  const [tls, database] = await Promise.all([
    ensureLocalTls(folder.path('tls'), { hosts: [settings.host], now: systemClock.now() }),
    Database.start(folder, fail),
  ]);
  shutdown.onStop('PostgreSQL', () => database.stop());
  await migrateDatabase(database);

  const children = serviceChildren({ settings, folder, database, tls, ports, queryUrl, onGivenUp: fail });
  shutdown.onStop('context tokens', () => voidContextTokens(database.url));
  for (const child of children.toReversed()) shutdown.onStop('child process', () => child.stop());
  const [token] = await Promise.all([newContextToken(database.url), ...children.map((child) => child.start())]);

  const contextFile = folder.path('context.json');
  shutdown.onStop('context file', () => removeContext(contextFile));
  const keyFile = demonstration === null ? {} : { keyFile: demonstrationKeyFile(folder) };
  await writeContext(contextFile, { adminUrl, queryUrl, ca: tls.ca, ...keyFile }, token);
  const code = await firstRunCode(folder);
  if (code !== null)
    say(`console ${adminUrl}: nobody signs in there yet; the code for the first administrator is ${code}`);
  if (demonstration !== null) say(await demonstration.install({ queryUrl, ca: tls.ca }));
  return `ready query=${queryUrl} admin=${adminUrl} data=${folder.root} ca=${tls.ca}`;
}

const EVALUATION_NOTICE =
  'Private KSN, evaluation mode: embedded PostgreSQL, queue on PostgreSQL, certificates of a local CA.\n' +
  'Good for trying it out on this machine; production is docker-compose.yml.';
