import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { createDurable, errorCode, makeDirectory } from '@pksn/runtime';
import type { SampleIdentity } from '@pksn/samples';
import { newSampleKey, sampleIdentities } from '@pksn/samples';

const MODE = 0o600;
const FOLDER_MODE = 0o700;

/** The private keys that open samples: on disk alone, never in the database, and read at each use. */
export class SampleKeyFile {
  constructor(readonly path: string) {}

  /** The keys, the first of which new samples are sealed for; null where there is no file. Fault: SAMPLE_KEY. */
  async read(): Promise<readonly [SampleIdentity, ...SampleIdentity[]] | null> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return null;
      throw new Fault('SAMPLE_KEY', `${this.path} cannot be read (${errorCode(error)})`, { cause: error });
    });
    return text === null ? null : sampleIdentities(text);
  }

  /** The same, where a file must be. Fault: SAMPLE_KEY. */
  async require(): Promise<readonly [SampleIdentity, ...SampleIdentity[]]> {
    const keys = await this.read();
    if (keys === null) throw new Fault('SAMPLE_KEY', `${this.path} is missing`);
    return keys;
  }

  /** A new key, unless a file is there meanwhile. Faults: DISK_FULL, DATA_FOLDER. */
  async make(): Promise<void> {
    await makeDirectory(dirname(this.path), FOLDER_MODE);
    await createDurable(this.path, await newSampleKey(), MODE);
  }
}
