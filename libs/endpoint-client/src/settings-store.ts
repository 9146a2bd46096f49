import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, removeDurable, writeDurable } from '@pksn/runtime';
import { acceptSettings } from '@pksn/signing';
import type { AcceptedSettings } from '@pksn/signing';
import { formatSettingsState, parseSettingsState } from './settings-state';
import type { SettingsState } from './settings-state';
import { aloneIn, readStateFile, STATE_MODE } from './state-file';

const STATE_NAME = 'settings.json';
const STATE = { lock: 'settings.lock', code: 'SETTINGS_STATE' } as const;

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
    const text = await readStateFile(this.path, STATE.code);
    return text === null ? null : parseSettingsState(text, this.path);
  }

  /** Loads a file under the rules of `acceptSettings`, whose faults it throws; a refusal changes nothing. */
  async load({ file, fingerprint, now }: LoadRequest): Promise<AcceptedSettings> {
    return aloneIn(this.folder, STATE, async () => {
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
    return aloneIn(this.folder, STATE, async () => {
      const there = await open(this.path, 'r').then(
        (handle) => handle.close().then(() => true),
        (error: unknown) => errorCode(error) !== 'ENOENT',
      );
      if (there) await removeDurable(this.path);
      return there;
    });
  }
}
