import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { diskCall, errorCode } from './disk';
import { isRunning, processIdentity } from './process-identity';
import type { ProcessIdentity } from './process-identity';

/** Exclusive ownership of a data folder by one process of this machine. */
export interface LockFile {
  readonly path: string;
  release(): Promise<void>;
}

const TAKEOVER_ATTEMPTS = 5;

/**
 * Takes the lock at `path`, or throws ALREADY_RUNNING. A lock whose process is gone (crash, power loss, reused
 * pid) is taken over. Not for folders shared between machines or containers.
 */
export async function acquireLock(path: string): Promise<LockFile> {
  const nonce = randomBytes(8).toString('hex');
  const own = `${JSON.stringify({ ...(await processIdentity(process.pid)), nonce })}\n`;
  const draft = `${path}.${nonce}`;
  await diskCall(path, () => writeFile(draft, own, { mode: 0o600 }));
  try {
    for (let attempt = 0; attempt < TAKEOVER_ATTEMPTS; attempt++) {
      if ((await linked(draft, path)) && (await content(path)) === own)
        return { path, release: () => release(path, own) };
      await evictStale(path, `${draft}.stale`);
    }
    throw new Fault('ALREADY_RUNNING', `${path} is contended`);
  } finally {
    await rm(draft, { force: true });
  }
}

/** link(2) creates the name with its content in one step: no reader ever sees a half-written lock. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function evictStale(path: string, aside: string): Promise<void> {
  const text = await content(path);
  if (text === null) return;
  const owner = parseIdentity(text);
  if (owner !== null && (await isRunning(owner))) {
    throw new Fault('ALREADY_RUNNING', `process ${owner.pid} holds ${path}`, { facts: { pid: owner.pid } });
  }
  // Several may have judged the same stale lock, and one be the owner already: take away only what was judged.
  if ((await content(path)) !== text || !(await renamed(path, aside))) return;
  if ((await content(aside)) !== text) await linked(aside, path);
  await rm(aside, { force: true });
}

async function content(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

async function renamed(from: string, to: string): Promise<boolean> {
  return rename(from, to).then(
    () => true,
    () => false,
  );
}

async function release(path: string, own: string): Promise<void> {
  if ((await content(path)) === own) await rm(path, { force: true });
}

function parseIdentity(text: string): ProcessIdentity | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('started' in value)) return null;
    const { pid, started } = value;
    return Number.isInteger(pid) && typeof started === 'string' ? { pid: pid as number, started } : null;
  } catch {
    return null;
  }
}
