import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Fault } from '@pksn/domain';
import { errorCode, makeDirectory, writeDurable } from '@pksn/runtime';

const FOLDER_MODE = 0o700;

/**
 * The number of the newest checkpoint that was ever signed here, kept apart from the folder of checkpoints: that one
 * may be a disk that is not mounted, or may have been emptied, and the numbers must not begin anew unseen.
 */
export class CheckpointHeight {
  constructor(private readonly path: string) {}

  /** 0 before the first. Fault: HISTORY_CHECKPOINT. */
  async read(): Promise<number> {
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return '0';
      throw new Fault('HISTORY_CHECKPOINT', `${this.path} cannot be read (${errorCode(error)})`, { cause: error });
    });
    if (/^\d{1,15}\n?$/.test(text)) return Number(text);
    throw new Fault('HISTORY_CHECKPOINT', `${this.path} holds no number of a checkpoint`);
  }

  /** Faults: DISK_FULL, DATA_FOLDER. */
  async write(number: number): Promise<void> {
    await makeDirectory(dirname(this.path), FOLDER_MODE);
    await writeDurable(this.path, `${String(number)}\n`);
  }
}
