import { createReadStream } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { DurableFile, errorCode, makeDirectory, removeDurable } from '@pksn/runtime';

const SUFFIX = '.age';
const MODE = 0o600;
const FOLDER_MODE = 0o700;
const READ_BYTES = 256 * 1024;
const ID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const WHOLE_ID = new RegExp(`^${ID}$`);
/** A whole file, or what a `DurableFile` of it has written so far. */
const NAME = new RegExp(`^\\.?(${ID})\\.age(?:\\.[0-9a-f]+\\.tmp)?$`);

/** A file of the folder, whole or not, and the id that it is named after. */
export interface SampleFile {
  readonly name: string;
  readonly id: string;
}

/** Sealed samples on disk, each under an id that the service made: nothing that a sender says is part of a path. */
export class SampleFolder {
  constructor(readonly path: string) {}

  /** A file that appears under its id when it is committed. Faults: DISK_FULL, DATA_FOLDER. */
  async create(id: string): Promise<DurableFile> {
    await makeDirectory(this.path, FOLDER_MODE);
    return DurableFile.create(this.pathOf(id), MODE);
  }

  /** The sealed bytes. Faults: SAMPLE_DAMAGED when there is no such file, or one that cannot be read. */
  async *read(id: string): AsyncGenerator<Uint8Array> {
    try {
      const file = await open(this.pathOf(id), 'r');
      yield* createReadStream('', { fd: file, highWaterMark: READ_BYTES }) as AsyncIterable<Buffer>;
    } catch (cause) {
      throw new Fault('SAMPLE_DAMAGED', `the sealed file cannot be read (${errorCode(cause)})`, { cause });
    }
  }

  async remove(id: string): Promise<void> {
    await this.removeName(`${id}${SUFFIX}`);
  }

  /** Every file that is a sample's, and no other. */
  async files(): Promise<readonly SampleFile[]> {
    const names = await readdir(this.path).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    return names.flatMap((name) => {
      const [, id] = NAME.exec(name) ?? [];
      return id === undefined ? [] : [{ name, id }];
    });
  }

  async removeName(name: string): Promise<void> {
    await removeDurable(join(this.path, name)).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }

  private pathOf(id: string): string {
    if (!WHOLE_ID.test(id)) throw new Error('this is no id of a sample');
    return join(this.path, `${id}${SUFFIX}`);
  }
}
