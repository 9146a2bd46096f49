import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { removeDurable, writeDurable } from '@pksn/runtime';
import { aloneIn, readStateFile, STATE_MODE } from '../state-file';
import { KEY_TEXT } from './key-ring';
import type { KeyName } from './key-name';
import type { LicenseKeys } from './key-ring';

const FILES: Readonly<Record<KeyName, string>> = { current: 'license.key', next: 'license-next.key' };
const STATE = { lock: 'keys.lock', code: 'ENDPOINT_STATE' } as const;

/** License keys in files that their owner alone can read (0600), for products that have no safer place. */
export class KeyStore {
  constructor(private readonly folder: string) {}

  /** Null: none was set. Fault: ENDPOINT_STATE, for a file that is no key or that others can read. */
  async current(): Promise<LicenseKeys | null> {
    const [current, next] = [await this.read('current'), await this.read('next')];
    return current === null ? null : { current, next };
  }

  /** Takes the place of the key of that name. A new current key ends the next one. Faults: LICENSE_KEY_MALFORMED, USAGE, DISK_FULL, DATA_FOLDER. */
  async set(key: string, name: KeyName): Promise<void> {
    if (!KEY_TEXT.test(key)) throw new Fault('LICENSE_KEY_MALFORMED', 'this is no license key');
    await aloneIn(this.folder, STATE, async () => {
      if (name === 'next' && (await this.read('current')) === null)
        throw new Fault('USAGE', 'there is no current key yet, which the next one would follow');
      await this.write(name, key);
      if (name === 'current') await removeDurable(this.pathOf('next'));
    });
  }

  /** The service took the next key: it is the current one from now on. Does nothing where another key is the next one meanwhile. */
  async promote(next: string): Promise<void> {
    await aloneIn(this.folder, STATE, async () => {
      if ((await this.read('next')) !== next) return;
      await this.write('current', next);
      await removeDurable(this.pathOf('next'));
    });
  }

  /** Removes both keys. */
  async forget(): Promise<void> {
    await aloneIn(this.folder, STATE, async () => {
      await removeDurable(this.pathOf('next'));
      await removeDurable(this.pathOf('current'));
    });
  }

  private async read(name: KeyName): Promise<string | null> {
    const text = (await readStateFile(this.pathOf(name), STATE.code, 'secret'))?.trim() ?? null;
    if (text !== null && !KEY_TEXT.test(text)) throw new Fault(STATE.code, `${this.pathOf(name)} holds no license key`);
    return text;
  }

  private write(name: KeyName, key: string): Promise<void> {
    return writeDurable(this.pathOf(name), `${key}\n`, STATE_MODE);
  }

  private pathOf(name: KeyName): string {
    return join(this.folder, FILES[name]);
  }
}
