import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { acquireLock, errorCode, makeDirectory } from '@pksn/runtime';
import { ENDPOINT_LIMITS } from './limits';

export const STATE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const [LOCK_WAITS, LOCK_WAIT_MS] = [20, 50];
/** A pipe in the place of the file would be waited for else. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const OTHERS_BITS = { public: 0o022, secret: 0o077 } as const;

/**
 * The text of a state file; null only when there is none. Fault: `code` for one that cannot be trusted or read; a `secret` one must
 * not be readable by others either.
 */
export async function readStateFile(
  path: string,
  code: FaultCode,
  privacy: 'public' | 'secret' = 'public',
): Promise<string | null> {
  const handle = await open(path, READ_WITHOUT_WAITING).catch((cause: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause))) return null;
    throw new Fault(code, `${path} cannot be read (${errorCode(cause)})`, { cause });
  });
  if (handle === null) return null;
  try {
    const facts = await handle.stat();
    const { mode, uid, size } = facts;
    if (!facts.isFile()) throw new Fault(code, `${path} is no file`);
    const own = uid === process.geteuid?.() || uid === 0;
    if (process.platform !== 'win32' && ((mode & OTHERS_BITS[privacy]) !== 0 || !own)) {
      throw new Fault(code, `${path} can be ${privacy === 'secret' ? 'used' : 'written'} by others than you`);
    }
    if (size > ENDPOINT_LIMITS.stateBytes) throw new Fault(code, `${path} is larger than any state`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/**
 * Runs `work` while no other process changes the same state: the later of two could put the older over the newer. Waits a second for
 * the other one. Fault: `code`, when that takes longer.
 */
export async function aloneIn<T>(
  folder: string,
  state: { readonly lock: string; readonly code: FaultCode },
  work: () => Promise<T>,
): Promise<T> {
  await makeDirectory(folder, FOLDER_MODE);
  const lock = await patientLock(join(folder, state.lock), state.code);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function patientLock(path: string, code: FaultCode): ReturnType<typeof acquireLock> {
  for (let waits = 0; ; waits++) {
    try {
      return await acquireLock(path);
    } catch (cause) {
      if (!(cause instanceof Fault) || cause.code !== 'ALREADY_RUNNING') throw cause;
      if (waits === LOCK_WAITS)
        throw new Fault(code, 'another process is changing the same here; try again when it is done', { cause });
      await delay(LOCK_WAIT_MS);
    }
  }
}
