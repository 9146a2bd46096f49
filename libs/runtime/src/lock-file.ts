import { randomBytes } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { diskCall, errorCode } from './disk';
import { isRunning, processIdentity } from './process-identity';
import type { ProcessIdentity } from './process-identity';

/** Exclusive ownership of a data folder by one process of this machine. */
export interface LockFile {
  readonly path: string;
  release(): Promise<void>;
}

/** A taker that was killed while it took over leaves a stale takeover lock, which is taken over in the same way. */
const TAKEOVER_DEPTH = 3;
const ATTEMPTS = 100;
const PAUSE_MS = 20;

/**
 * Takes the lock at `path`, or throws ALREADY_RUNNING. A lock whose process is gone (crash, power loss, reused
 * pid) is taken over. Not for folders shared between machines or containers.
 */
export async function acquireLock(path: string): Promise<LockFile> {
  return acquire(path, TAKEOVER_DEPTH);
}

async function acquire(path: string, depth: number): Promise<LockFile> {
  const nonce = randomBytes(8).toString('hex');
  const own = `${JSON.stringify({ ...(await processIdentity(process.pid)), nonce })}\n`;
  const draft = `${path}.${nonce}`;
  await diskCall(path, () => writeFile(draft, own, { mode: 0o600 }));
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await linked(draft, path)) return { path, release: () => release(path, own) };
      await evictStale(path, depth);
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

async function evictStale(path: string, depth: number): Promise<void> {
  await refuseLiveOwner(path);
  if (depth === 0) throw new Fault('ALREADY_RUNNING', `${path} was left by several crashes; delete it`);
  // Several may judge the same stale lock while one already owns its successor: judge and remove one at a time.
  const takeover = await acquire(`${path}.takeover`, depth - 1).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'ALREADY_RUNNING') return null;
    throw error;
  });
  if (takeover === null) return pause();
  try {
    await refuseLiveOwner(path);
    await rm(path, { force: true });
  } finally {
    await takeover.release();
  }
}

async function refuseLiveOwner(path: string): Promise<void> {
  const owner = parseIdentity((await content(path)) ?? '');
  if (owner === null || !(await isRunning(owner))) return;
  throw new Fault('ALREADY_RUNNING', `process ${owner.pid} holds ${path}`, { facts: { pid: owner.pid } });
}

function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, PAUSE_MS));
}

async function content(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
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
