import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Fault } from '@pksn/domain';

/** Who runs PostgreSQL, which refuses to run as root. */
export interface ServerAccount {
  /** Set when the server runs under another user than ours. */
  readonly ids: { readonly uid: number; readonly gid: number } | null;
  /** Program and leading arguments in front of the server's own. */
  readonly prefix: readonly string[];
}

const run = promisify(execFile);
const SELF: ServerAccount = { ids: null, prefix: [] };
/** In a user namespace of its own the server sees an ordinary user, and stays the owner of root's files outside. */
const NAMESPACE: ServerAccount = {
  ids: null,
  prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
};

/**
 * An ordinary user runs the server itself. Root uses, in this order: the owner of an existing cluster; the user
 * `postgres`; a user namespace; a new user `postgres`; `nobody`; whichever can reach the programs and the folder.
 * Faults: DATA_FOLDER.
 */
export async function chooseAccount(folder: string, cluster: string, program: string): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return SELF;
  const existing = await stat(cluster).catch(() => null);
  if (existing !== null) {
    const owner = existing.uid === 0 ? NAMESPACE : { ids: { uid: existing.uid, gid: existing.gid }, prefix: [] };
    if (await reaches(owner, cluster, program)) return owner;
    throw new Fault('DATA_FOLDER', `the user that owns ${cluster} cannot reach it: ${UNREACHABLE}`);
  }
  const choices = [
    () => accountOf('postgres'),
    () => NAMESPACE,
    () => createdAccount('postgres'),
    () => accountOf('nobody'),
  ];
  for (const choose of choices) {
    const account = await choose();
    if (account !== null && (await reaches(account, folder, program))) return account;
  }
  throw new Fault(
    'DATA_FOLDER',
    `PostgreSQL does not run as root, and no other user can reach ${folder}: ${UNREACHABLE}`,
  );
}

const UNREACHABLE =
  'start as an ordinary user, or put the project and the data where every user may enter all parent folders (chmod o+x)';

async function accountOf(user: string): Promise<ServerAccount | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', user]), run('id', ['-g', user])]);
    return { ids: { uid: Number(uid.stdout), gid: Number(gid.stdout) }, prefix: [] };
  } catch {
    return null;
  }
}

async function createdAccount(user: string): Promise<ServerAccount | null> {
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', user]).catch(
    () => null,
  );
  return accountOf(user);
}

async function reaches(account: ServerAccount, folder: string, program: string): Promise<boolean> {
  const [command, ...args] = [...account.prefix, 'sh', '-c', 'cd "$1" && "$2" --version', 'sh', folder, program];
  return run(command ?? 'sh', args, { ...account.ids }).then(
    () => true,
    () => false,
  );
}
