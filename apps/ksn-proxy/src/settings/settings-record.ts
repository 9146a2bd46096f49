import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProxyStanding } from '@pksn/contract';
import { readProxyStanding } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { errorCode, writeDurable } from '@pksn/runtime';

/** What the service last set, and when that was heard (milliseconds since 1970). */
export interface KeptStanding {
  readonly standing: ProxyStanding;
  readonly heardAt: number;
  readonly etag: string | null;
}

const FILE_MODE = 0o600;

/** For starts without the link. Beside the cache, which may be thrown away: who may ask must outlive it. */
export class SettingsRecord {
  private readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, 'settings.json');
  }

  /** Null: there is none. Fault: CONFIG_INVALID for what cannot be read, or is not what was written. */
  async read(): Promise<KeptStanding | null> {
    try {
      const { standing, heardAt } = JSON.parse(await readFile(this.path, 'utf8')) as KeptStanding;
      // Without the tag: the first answer of this start is a whole one.
      return { standing: readProxyStanding(standing), heardAt: Number(heardAt), etag: null };
    } catch (cause) {
      if (errorCode(cause) === 'ENOENT') return null;
      throw new Fault('CONFIG_INVALID', `${this.path} does not hold what the service last set`, { cause });
    }
  }

  async write({ standing, heardAt }: KeptStanding): Promise<void> {
    await writeDurable(this.path, `${JSON.stringify({ standing, heardAt })}\n`, FILE_MODE);
  }
}
