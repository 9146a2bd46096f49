import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { acquireLock, errorCode, makeDirectory, removeDurable, writeDurable } from '@pksn/runtime';
import { acceptSettings } from '@pksn/signing';
import type { AcceptedSettings } from '@pksn/signing';
import { ENDPOINT_LIMITS } from './limits';
import { formatSettingsState, parseSettingsState } from './settings-state';
import type { SettingsState } from './settings-state';

const STATE_NAME = 'settings.json';
const STATE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const OTHERS_WRITE = 0o022;

export interface LoadRequest {
  readonly file: string;
  /** As a person gave it; null when nobody did. */
  readonly fingerprint: string | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The provider's settings that this endpoint has accepted, in a folder of its own. */
export class SettingsStore {
  constructor(private readonly folder: string) {}

  get path(): string {
    return join(this.folder, STATE_NAME);
  }

  /**
   * What is loaded; null where nothing ever was. State that is damaged, cut short, or open to other users' writing is
   * SETTINGS_STATE: it is never taken for a first load, which would let a file choose its own provider.
   */
  async current(): Promise<SettingsState | null> {
    const text = await stateText(this.path);
    return text === null ? null : parseSettingsState(text, this.path);
  }

  /** Loads a file under the rules of `acceptSettings`, whose faults it throws; a refusal changes nothing. */
  async load({ file, fingerprint, now }: LoadRequest): Promise<AcceptedSettings> {
    return this.alone(async () => {
      const before = await this.current();
      const accepted = acceptSettings({ file, pinned: before?.pinned ?? null, fingerprint, now });
      if (accepted.change !== 'unchanged') {
        const loadedAt = new Date(now).toISOString();
        await writeDurable(this.path, formatSettingsState({ pinned: accepted.pinned, file, loadedAt }), STATE_MODE);
      }
      return accepted;
    });
  }

  /** Forgets the provider: the next load is a first one. Returns whether there was anything, whole or damaged. */
  async forget(): Promise<boolean> {
    return this.alone(async () => {
      const there = await open(this.path, 'r').then(
        (handle) => handle.close().then(() => true),
        (error: unknown) => errorCode(error) !== 'ENOENT',
      );
      if (there) await removeDurable(this.path);
      return there;
    });
  }

  /** Two loads at once could put an older serial over a newer one. */
  private async alone<T>(work: () => Promise<T>): Promise<T> {
    await makeDirectory(this.folder, FOLDER_MODE);
    const lock = await acquireLock(join(this.folder, 'settings.lock')).catch((cause: unknown) => {
      if (!(cause instanceof Fault) || cause.code !== 'ALREADY_RUNNING') throw cause;
      throw new Fault('SETTINGS_STATE', 'another process is loading settings here; try again when it is done', {
        cause,
      });
    });
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }
}

/** Null only when there is no such file. */
async function stateText(path: string): Promise<string | null> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(cause))) return null;
    throw new Fault('SETTINGS_STATE', `${path} cannot be read (${errorCode(cause)})`, { cause });
  });
  if (handle === null) return null;
  try {
    const facts = await handle.stat();
    const { mode, uid, size } = facts;
    if (!facts.isFile()) throw new Fault('SETTINGS_STATE', `${path} is no file`);
    const own = uid === process.geteuid?.() || uid === 0;
    if (process.platform !== 'win32' && ((mode & OTHERS_WRITE) !== 0 || !own)) {
      throw new Fault('SETTINGS_STATE', `${path} can be written by others than you`);
    }
    if (size > ENDPOINT_LIMITS.stateBytes) throw new Fault('SETTINGS_STATE', `${path} is larger than any state`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}
