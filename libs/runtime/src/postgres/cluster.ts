import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, readFile, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fault } from '@pksn/domain';
import { makeDirectory, syncDirectory, writeDurable } from '../durable-file';
import { processExists } from '../process-identity';
import type { ServerAccount } from './account';
import type { PostgresTuning } from './tuning';

export const POSTGRES_USER = 'ksn';

/** `<folder>/cluster` is PostgreSQL's, `<folder>/password` (0600) is ours. */
export interface ClusterPaths {
  readonly folder: string;
  readonly cluster: string;
  readonly password: string;
}

export function clusterPaths(folder: string): ClusterPaths {
  return { folder, cluster: join(folder, 'cluster'), password: join(folder, 'password') };
}

/** Makes the cluster if there is none. It appears under its name only when it is complete. */
export async function ensureCluster(
  paths: ClusterPaths,
  initdb: string,
  account: ServerAccount,
  tuning: PostgresTuning,
): Promise<void> {
  if ((await stat(join(paths.cluster, 'PG_VERSION')).catch(() => null)) !== null) return;
  const draft = `${paths.cluster}.new`;
  const passwordForServer = `${paths.password}.new`;
  await rm(draft, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  await makeDirectory(draft, 0o700);
  await writeFile(passwordForServer, password, { mode: 0o600 });
  if (account.ids !== null) {
    for (const path of [draft, passwordForServer]) await chown(path, account.ids.uid, account.ids.gid);
  }
  const [command, ...args] = [
    ...account.prefix,
    initdb,
    ...[`--pgdata=${draft}`, `--username=${POSTGRES_USER}`, `--pwfile=${passwordForServer}`],
    ...['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--locale-provider=builtin'],
    ...['--builtin-locale=C.UTF-8', '--no-instructions', tuning === 'throwaway' ? '--no-sync' : SYNC_METHOD],
  ];
  try {
    await promisify(execFile)(command ?? initdb, args, { ...account.ids, cwd: paths.folder, env: SERVER_ENVIRONMENT });
  } catch (error) {
    throw new Fault('DATA_FOLDER', `PostgreSQL could not be set up in ${paths.folder}`, { cause: error });
  } finally {
    await rm(passwordForServer, { force: true });
  }
  await chmod(draft, 0o700);
  await writeDurable(paths.password, password, 0o600);
  await rename(draft, paths.cluster);
  await syncDirectory(paths.folder);
}

/** One syncfs(2) in place of a thousand fsync(2): seconds less on a first start. */
const SYNC_METHOD = `--sync-method=${process.platform === 'linux' ? 'syncfs' : 'fsync'}`;

/** Nothing of our own environment, which may hold secrets, reaches the server. */
export const SERVER_ENVIRONMENT: NodeJS.ProcessEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Stops a server that a killed owner left behind, and removes a pid file that names nobody of ours, which would
 * keep PostgreSQL from starting when another process was given the number. The caller owns the data folder.
 */
export async function clearLeftoverServer(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return void (await rm(pidFile, { force: true }));
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!(await serves(pid, cluster))) return void (await rm(pidFile, { force: true }));
    process.kill(pid, signal);
    for (let waited = 0; waited < 15_000 && (await serves(pid, cluster)); waited += 50) await pause(50);
  }
  throw new Fault('ALREADY_RUNNING', `process ${pid} serves ${cluster} and does not stop`);
}

/** A server's working directory is its cluster. Where that cannot be read, its name has to do. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  if (!processExists(pid)) return false;
  const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => null);
  if (cwd !== null) return cwd === (await realpath(cluster));
  if (process.platform === 'linux') return false;
  const ps = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return ps.stdout.includes('postgres');
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
