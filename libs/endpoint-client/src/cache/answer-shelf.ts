import { cp, readdir, rm } from 'node:fs/promises';
import { errorCode, makeDirectory } from '@pksn/runtime';
import type { ClassicLevel } from 'classic-level';

export type ShelfChange =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

const FOLDER_MODE = 0o700;
const READ_CACHE_BYTES = 2 * 1024 * 1024;
/**
 * LevelDB maps the tables that it has open, 64 at least, and all mapped pages count as the process's memory. Smaller tables leave
 * sooner, with what was read of them.
 */
const OPEN_TABLES = 64;
const TABLE_BYTES = 1024 * 1024;

/** What LevelDB says of files that are there and cannot be read; a full or failing disk damages nothing. */
const DAMAGE = /corruption|no such file|missing files|does not exist/i;

/**
 * Texts by name in LevelDB (docs/adr/0011): a batch is there whole or not at all after any crash. After a write that failed nothing more is
 * written before `reopen`: behind half a record LevelDB would lose what comes, at its next start.
 */
export class AnswerShelf {
  private hasFailed = false;
  private isClosed = false;
  /** Hears of a write that failed. */
  onFailed: (error: unknown) => void = () => undefined;

  private constructor(
    private level: ClassicLevel<string, string>,
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
    return new AnswerShelf(await openedLevel(folder), folder);
  }

  /** False while it is being opened again. */
  get isOpen(): boolean {
    return !this.isClosed;
  }

  /** Undefined for what is not there, and for everything while it is being opened again. */
  read(key: string): string | undefined {
    return this.isClosed ? undefined : this.level.getSync(key);
  }

  /**
   * All or nothing. `isDurable` waits for the disk itself: what is written so, and all before it, is there also after the loss of
   * power. What is not may be lost then, also from the middle.
   */
  async write(changes: readonly ShelfChange[], isDurable = false): Promise<void> {
    if (changes.length === 0) return;
    if (this.hasFailed) throw new Error('an earlier write failed');
    try {
      await this.level.batch([...changes], { sync: isDurable });
    } catch (error) {
      this.hasFailed = true;
      this.onFailed(error);
      throw error;
    }
  }

  /**
   * Begins again after a failure: with what was written before it, or (`isEmptied`) with nothing. Throws when it cannot be opened yet;
   * until then nothing is read.
   */
  async reopen(isEmptied: boolean): Promise<void> {
    await this.close();
    if (isEmptied) await rm(this.folder, { recursive: true, force: true });
    await makeDirectory(this.folder, FOLDER_MODE);
    this.level = await openedLevel(this.folder);
    this.isClosed = false;
    this.hasFailed = false;
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

  async close(): Promise<void> {
    if (this.isClosed) return;
    this.isClosed = true;
    await this.level.close();
  }

  /** Closes it and removes all that is in it. */
  async discard(): Promise<void> {
    await this.close();
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

async function openedLevel(folder: string): Promise<ClassicLevel<string, string>> {
  // Products that keep nothing need no binary.
  const { ClassicLevel } = await import('classic-level');
  const level = new ClassicLevel<string, string>(folder, {
    cacheSize: READ_CACHE_BYTES,
    maxOpenFiles: OPEN_TABLES,
    maxFileSize: TABLE_BYTES,
  });
  await level.open();
  return level;
}

/** The reason beneath the general LEVEL_DATABASE_NOT_OPEN. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return errorCode(cause) || (cause instanceof Error ? cause.message : 'unreadable');
}
