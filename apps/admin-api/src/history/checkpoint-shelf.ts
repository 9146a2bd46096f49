import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@pksn/domain';
import { openCheckpoint, superfluousCheckpoints } from '@pksn/history';
import type { HistoryPublicKey, OpenedCheckpoint } from '@pksn/history';
import { diskCall, errorCode, makeDirectory, removeDurable, writeDurable } from '@pksn/runtime';

const FILE = /^(\d{10,16})\.checkpoint$/;
const DIGITS = 10;

export interface StoredCheckpoint {
  readonly checkpoint: OpenedCheckpoint;
  /** The file as it is. */
  readonly text: string;
}

/** The folder of checkpoints, outside the database: one file each, named by its number. */
export class CheckpointShelf {
  constructor(readonly dir: string) {}

  /** The numbers that are there, newest first. */
  async numbers(): Promise<number[]> {
    const names = await readdir(this.dir).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw new Fault('DATA_FOLDER', `${this.dir} cannot be read (${errorCode(error)})`, { cause: error });
    });
    return names.flatMap((name) => (FILE.test(name) ? [parseInt(name, 10)] : [])).sort((a, b) => b - a);
  }

  /** Faults: NOT_FOUND, HISTORY_CHECKPOINT. */
  async read(number: number, key: HistoryPublicKey): Promise<StoredCheckpoint> {
    const text = await diskCall(this.dir, () => readFile(this.path(number), 'utf8')).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      throw new Fault('NOT_FOUND', `there is no checkpoint ${String(number)}`);
    });
    const checkpoint = openCheckpoint(text, key);
    if (checkpoint.number === number) return { checkpoint, text };
    throw new Fault(
      'HISTORY_CHECKPOINT',
      `the file of checkpoint ${String(number)} holds ${String(checkpoint.number)}`,
    );
  }

  async write(number: number, text: string): Promise<void> {
    await makeDirectory(this.dir);
    await writeDurable(this.path(number), text);
  }

  /** Removes what retention does not keep; unreadable files stay, for a person to see. */
  async thin(key: HistoryPublicKey, now: number): Promise<void> {
    const kept: OpenedCheckpoint[] = [];
    for (const number of await this.numbers()) {
      const stored = await this.read(number, key).catch(() => null);
      if (stored !== null) kept.push(stored.checkpoint);
    }
    for (const number of superfluousCheckpoints(kept, now)) await removeDurable(this.path(number));
  }

  private path(number: number): string {
    return join(this.dir, `${String(number).padStart(DIGITS, '0')}.checkpoint`);
  }
}
