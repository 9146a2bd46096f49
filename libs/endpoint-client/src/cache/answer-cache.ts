import type { ChangesAnswer } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { ENDPOINT_LIMITS } from '../limits';
import { namesOfChange } from '../lookup/object-identity';
import type { ObjectIdentity } from '../lookup/object-identity';
import type { AnswerShelf, ShelfChange } from './answer-shelf';
import { EMPTY_STATE, parseCacheState } from './cache-state';
import type { CacheState } from './cache-state';
import { answerKey, idAtEnd, idOf, ORDER_RANGE, parseKept, STATE_KEY, STATE_PREFIX } from './kept-answer';
import type { KeptAnswer } from './kept-answer';
import { dropping, keeping } from './shelf-changes';
import type { Kept } from './shelf-changes';

/** How long answers may be kept, in milliseconds: a verdict, and that nothing is known. */
export interface Lifetimes {
  readonly presentMs: number;
  readonly absentMs: number;
}

const EVICTED_AT_ONCE = 256;
/** A page that concerns as many answers as this, or more, drops all. */
const MOST_TOLD = 100_000;

/**
 * Answers that are kept, within a number of bytes; the oldest leave first. What is written is written in the order of the calls, each
 * call wholly or not at all. The rules are those of docs/changes.md, "What a cache has to do".
 */
export class AnswerCache {
  private line: Promise<unknown> = Promise.resolve();
  private unappliedPages = 0;
  /** Answers that wait to be kept. */
  private unwritten = 0;
  private isBroken = false;
  private state: CacheState;

  constructor(
    private readonly shelf: AnswerShelf,
    private readonly limitBytes: number,
    /** Of the keys that this endpoint has: what another key got is not given (LICENSING: a license may see less). */
    private readonly shelves: readonly string[],
    /** Hears once that the shelf cannot be read or written any more: from then on nothing is kept and nothing given. */
    private readonly failed: (error: unknown) => void,
    private readonly mostTold = MOST_TOLD,
  ) {
    this.state = parseCacheState(this.guarded(() => shelf.read(STATE_KEY)));
  }

  /** Where the key of this shelf goes on asking for changes; null: at the beginning. */
  cursorFor(shelf: string): string | null {
    return this.state.shelf === shelf ? this.state.cursor : null;
  }

  /** Of the service that the kept answers are from; null: there are none. */
  get epoch(): string | null {
    return this.state.epoch;
  }

  /** When the youngest answer came, in milliseconds since 1970; null: nothing is kept. */
  async newestAt(): Promise<number | null> {
    await this.line;
    const [last] = await this.shelf.lastKeys(...ORDER_RANGE, 1);
    if (last === undefined || !this.isOurs) return null;
    return parseKept(this.guarded(() => this.shelf.read(answerKey(idAtEnd(last)))))?.storedAt ?? null;
  }

  /** Bytes of all that is kept, about. */
  get sizeBytes(): number {
    return this.state.bytes;
  }

  /** Whether changes are known that are not taken yet. */
  get isBehind(): boolean {
    return this.unappliedPages > 0;
  }

  /** What is kept of an object, fresh or not; null: nothing. */
  get({ key }: ObjectIdentity): KeptAnswer | null {
    if (!this.isOurs) return null;
    return parseKept(this.guarded(() => this.shelf.read(answerKey(idOf(key)))));
  }

  /**
   * Keeps answers that the key of `shelf` got at `now`, but for those of an older generation, of another epoch, or by another key,
   * than the last page of changes. Where answers come faster than the disk takes them, some are not kept, so that those that wait to be
   * written stay few.
   */
  keep(answers: readonly Kept[], lifetimes: Lifetimes, now: number, shelf: string): Promise<void> {
    if (this.unwritten + answers.length > ENDPOINT_LIMITS.unwrittenAnswers) return Promise.resolve();
    this.unwritten += answers.length;
    return this.inLine(async () => {
      this.unwritten -= answers.length;
      const state = { ...this.state };
      if (state.shelf !== shelf) return;
      const changes = answers.flatMap(({ identity, verdict }) => {
        const isOld = verdict.epoch !== state.epoch || verdict.generation < state.generation;
        const lifeMs = verdict.source.kind === 'none' ? lifetimes.absentMs : lifetimes.presentMs;
        if (isOld || lifeMs <= 0) return [];
        const gone = this.dropped(state, idOf(identity.key));
        return [...gone, ...keeping(state, { identity, verdict }, now, lifeMs)];
      });
      await this.commit(changes, state);
      while (this.state.bytes > this.limitBytes && (await this.evict()) > 0);
    });
  }

  /** Takes a page of changes that the key of `shelf` got: drops what it names, then goes on from its cursor. Returns how many were dropped. */
  apply(page: ChangesAnswer, shelf: string): Promise<number> {
    if (this.isBroken) return Promise.resolve(0);
    this.unappliedPages += 1;
    return this.inLine(async () => {
      const isOther =
        page.reset || this.state.shelf !== shelf || (this.state.epoch !== null && this.state.epoch !== page.epoch);
      const { cursor, epoch, generation } = page;
      if (isOther || this.state.cursor === null) {
        await this.shelf.clear(STATE_PREFIX);
        await this.commit([], { ...EMPTY_STATE, cursor, epoch, shelf, generation }, true);
        return 0;
      }
      const ids = new Set<string>();
      for (const change of page.changes) {
        if (!('section' in change)) continue;
        const kind = change.section.startsWith('certificate') ? 'certificate' : 'file';
        const siblings = Object.entries(change.siblings as Readonly<Record<string, string>>).map(
          ([name, hex]) => [`${kind}-${name}`, hex] as const,
        );
        for (const [section, key] of [[change.section, change.key] as const, ...siblings]) {
          for (const id of await this.idsOf(section, key)) ids.add(id);
        }
        if (ids.size < this.mostTold) continue;
        await this.shelf.clear(STATE_PREFIX);
        await this.commit([], { ...EMPTY_STATE, cursor, epoch, shelf, generation }, true);
        return ids.size;
      }
      const state = { ...this.state, cursor, generation };
      await this.commit(
        [...ids].flatMap((id) => this.dropped(state, id)),
        state,
        ids.size > 0,
      );
      return ids.size;
    }).finally(() => (this.unappliedPages -= 1));
  }

  /** Forgets everything, also where to go on. */
  reset(): Promise<void> {
    return this.inLine(async () => {
      await this.shelf.clear(STATE_PREFIX);
      await this.commit([], EMPTY_STATE, true);
    });
  }

  /** What is damaged is thrown away, so that the next start begins with an empty cache. */
  async close(): Promise<void> {
    await this.line;
    await (this.isBroken ? this.shelf.discard() : this.shelf.close());
  }

  private get isOurs(): boolean {
    return !this.isBroken && this.state.shelf !== null && this.shelves.includes(this.state.shelf);
  }

  private async idsOf(section: string, key: string): Promise<string[]> {
    const [first, last] = namesOfChange(section, key);
    return (await this.shelf.keys(`n!${first}!`, `n!${last}!~`, this.mostTold)).map(idAtEnd);
  }

  private dropped(state: CacheState, id: string): ShelfChange[] {
    return dropping(state, id, parseKept(this.shelf.read(answerKey(id))));
  }

  /** Drops some of the oldest; how many. */
  private async evict(): Promise<number> {
    const oldest = await this.shelf.keys(...ORDER_RANGE, EVICTED_AT_ONCE);
    const state = { ...this.state };
    const changes: ShelfChange[] = [];
    let count = 0;
    while (count < oldest.length && state.bytes > this.limitBytes) {
      const key = oldest[count++] as string;
      changes.push({ type: 'del', key }, ...this.dropped(state, idAtEnd(key)));
    }
    await this.commit(changes, state);
    return count;
  }

  /** A cursor must not be on disk, after a loss of power either, without what it made invalid being gone: `isDurable`. */
  private async commit(changes: readonly ShelfChange[], state: CacheState, isDurable = false): Promise<void> {
    await this.shelf.write([...changes, { type: 'put', key: STATE_KEY, value: JSON.stringify(state) }], isDurable);
    this.state = state;
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.line.then(() => {
      if (this.isBroken) throw new Fault('DATA_FOLDER', 'the kept answers cannot be used any more');
      return work();
    });
    this.line = done.catch((error: unknown) => this.broke(error));
    return done;
  }

  private guarded<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.broke(error);
      return undefined;
    }
  }

  private broke(error: unknown): void {
    if (this.isBroken) return;
    this.isBroken = true;
    this.failed(error);
  }
}
