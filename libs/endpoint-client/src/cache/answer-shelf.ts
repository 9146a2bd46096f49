import { cp, readdir, rm } from 'node:fs/promises';
import { errorCode, makeDirectory } from '@pksn/runtime';
import type { ClassicLevel } from 'classic-level';

export type ShelfChange =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

const FOLDER_MODE = 0o700;
const READ_CACHE_BYTES = 8 * 1024 * 1024;
/** LevelDB maps the tables that it has open, and all mapped pages count as the process's memory: so many of 2 MiB at most. */
const OPEN_TABLES = 64;

/** What LevelDB says of files that are there and cannot be read; a full or failing disk damages nothing. */
const DAMAGE = /corruption|no such file|missing files|does not exist/i;

/** Texts by name in LevelDB (docs/adr/0011): a batch is there whole or not at all after any crash. */
export class AnswerShelf {
  private constructor(
    private readonly level: ClassicLevel<string, string>,
    private readonly folder: string,
  ) {}

  /**
   * Opens or makes it. `wasLost` says why what was there is gone, null when it is not. Throws when another process has it
   * open, or the folder cannot be written: then there is no shelf.
   */
  static async open(folder: string): Promise<{ readonly shelf: AnswerShelf; readonly wasLost: string | null }> {
    await makeDirectory(folder, FOLDER_MODE);
    try {
      return { shelf: await AnswerShelf.opened(folder), wasLost: null };
    } catch (error) {
      if (reasonOf(error) === 'LEVEL_LOCKED') throw error;
      // A cache can be lost: what cannot be read is thrown away, and asked for again.
      await rm(folder, { recursive: true, force: true });
      await makeDirectory(folder, FOLDER_MODE);
      return { shelf: await AnswerShelf.opened(folder), wasLost: reasonOf(error) };
    }
  }

  /**
   * Opens or makes one that must not be lost. `damage` says what was wrong; then it holds what LevelDB's own repair found, or
   * nothing, and what was there lies beside it in `FOLDER.damaged`. Throws where nothing is damaged: the disk is full, for instance.
   */
  static async openKept(folder: string): Promise<{ readonly shelf: AnswerShelf; readonly damage: string | null }> {
    await makeDirectory(folder, FOLDER_MODE);
    let damage = (await isHeadless(folder)) ? 'corruption: CURRENT is missing' : null;
    if (damage === null) {
      try {
        return { shelf: await AnswerShelf.opened(folder), damage };
      } catch (error) {
        damage = damageOf(error);
      }
    }
    const { ClassicLevel } = await import('classic-level');
    await cp(folder, `${folder}.damaged`, { recursive: true, force: true });
    await ClassicLevel.repair(folder).catch(() => undefined);
    try {
      return { shelf: await AnswerShelf.opened(folder), damage };
    } catch (error) {
      damageOf(error);
      await rm(folder, { recursive: true, force: true });
      await makeDirectory(folder, FOLDER_MODE);
      return { shelf: await AnswerShelf.opened(folder), damage };
    }
  }

  private static async opened(folder: string): Promise<AnswerShelf> {
    // Products that keep nothing need no binary.
    const { ClassicLevel } = await import('classic-level');
    const level = new ClassicLevel<string, string>(folder, { cacheSize: READ_CACHE_BYTES, maxOpenFiles: OPEN_TABLES });
    await level.open();
    return new AnswerShelf(level, folder);
  }

  read(key: string): string | undefined {
    return this.level.getSync(key);
  }

  /** All or nothing. */
  write(changes: readonly ShelfChange[]): Promise<void> {
    return changes.length === 0 ? Promise.resolve() : this.level.batch([...changes]);
  }

  /** The same, and there after a power loss too, with all that was written before. */
  async writeSynced(changes: readonly ShelfChange[]): Promise<void> {
    if (changes.length > 0) await this.level.batch([...changes], { sync: true });
  }

  /** Keys from `first` up to and with `last`, in ascending order of their UTF-8; at most `limit`. */
  keys(first: string, last: string, limit: number): Promise<string[]> {
    return this.level.keys({ gte: first, lte: last, limit }).all();
  }

  /** The same from the end, in descending order. */
  lastKeys(first: string, last: string, limit: number): Promise<string[]> {
    return this.level.keys({ gte: first, lte: last, limit, reverse: true }).all();
  }

  /** Drops everything but keys that begin with `kept`. */
  async clear(kept: string): Promise<void> {
    await this.level.clear({ lt: kept });
    await this.level.clear({ gt: `${kept}\uffff` });
  }

  close(): Promise<void> {
    return this.level.close();
  }

  /** Closes it and removes all that is in it. */
  async discard(): Promise<void> {
    await this.level.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** LevelDB begins anew, without a word, where CURRENT is missing. */
async function isHeadless(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  return !names.includes('CURRENT') && names.some((name) => /^MANIFEST|\.(?:ldb|log)$/.test(name));
}

/** What is damaged. Throws what is no damage. */
function damageOf(error: unknown): string {
  const said: string[] = [];
  for (let one = error; one instanceof Error; one = one.cause) said.push(one.message);
  const text = said.join('; ');
  if (DAMAGE.test(text)) return text;
  throw error;
}

/** The reason beneath the general LEVEL_DATABASE_NOT_OPEN. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return errorCode(cause) || (cause instanceof Error ? cause.message : 'unreadable');
}
