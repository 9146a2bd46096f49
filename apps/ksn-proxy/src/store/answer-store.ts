import type { AnswerShelf, ShelfChange } from '@pksn/endpoint-client';
import { idAtEnd, idOf, namesOfChange } from '@pksn/endpoint-client';
import type { ChangesAnswer } from '@pksn/contract';
import { PROXY_LIMITS } from '../limits';
import type { KeptAnswer } from './kept-answer';
import { namesOfPage } from './names-of-page';
import { ShelfRecovery } from './shelf-recovery';
import type { StoreState } from './store-state';
import { laterState, stateIn } from './store-state';
import { answerKey, nameKey, ORDER_RANGE, orderKey, parseKept, shortName, STATE_KEY } from './kept-answer';

/** An answer that is to be kept; `key` is the object's name. */
export interface NewAnswer extends Pick<KeptAnswer, 'type' | 'object' | 'told' | 'generation' | 'names'> {
  readonly key: string;
  readonly lifeMs: number;
}

/** What an answer costs beside its texts, about. */
const OVERHEAD_BYTES = 160;
const AT_ONCE = 256;
const SOUGHT_AT_ONCE = 64;
const DROPPED_AT_ONCE = 2_000;
const RANGE_AT_ONCE = 10_000;
/** Between two tries to bring the shelf back, in milliseconds. */
const RECOVERY_MS = 2_000;

/**
 * Answers of all views on one shelf, within a number of bytes; the oldest leave first. What is written is written in the order
 * of the calls, each call wholly or not at all. After a failure nothing is read any more, because what could not be dropped must not be given,
 * until the shelf could be opened and written again.
 */
export class AnswerStore {
  private line: Promise<unknown> = Promise.resolve();
  private state: StoreState;
  private isLost = false;
  private readonly recovery: ShelfRecovery;
  /** Hears which answers of a view are gone. */
  onGone: (view: number, id: string) => void = () => undefined;
  /** The shelf is back. What failed may have been done all the same: nothing in memory may be taken for what is kept. */
  onBack: () => void = () => undefined;

  constructor(
    private readonly shelf: AnswerShelf,
    private readonly limitBytes: number,
    private readonly failed: (error: unknown) => void,
    recoveryMs = RECOVERY_MS,
  ) {
    this.state = stateIn(shelf.read(STATE_KEY));
    this.recovery = new ShelfRecovery(shelf, () => this.back(), recoveryMs);
    shelf.onFailed = (error) => this.lose(error);
  }

  /** False from a failure of the shelf until it is back. */
  get isUsable(): boolean {
    return !this.isLost;
  }

  get sizeBytes(): number {
    return this.state.bytes;
  }

  /** How many answers are kept. */
  get answers(): number {
    return this.state.answers;
  }

  read(view: number, id: string): KeptAnswer | null {
    return parseKept(this.text(answerKey(view, id)));
  }

  /** Something that belongs to no answer; undefined: it is not there, or cannot be read. */
  text(key: string): string | undefined {
    if (this.isLost) return undefined;
    try {
      return this.shelf.read(key);
    } catch (error) {
      this.lose(error);
      return undefined;
    }
  }

  /** A number that no view had before. */
  nextView(): number {
    return this.state.nextView++;
  }

  /** Keeps answers that came at `now`, if `mayKeep` still holds when it is their turn; `kept` hears of them then. */
  keep(
    view: number,
    answers: readonly NewAnswer[],
    now: number,
    mayKeep: (one: NewAnswer) => boolean,
    kept: (key: string, id: string, answer: KeptAnswer) => void,
  ): Promise<void> {
    return this.inLine(async () => {
      const changes: ShelfChange[] = [];
      const made: [string, string, KeptAnswer][] = [];
      for (const one of answers) {
        if (one.lifeMs <= 0 || !mayKeep(one)) continue;
        const id = idOf(one.key);
        const answer = this.answerOf(view, id, one, now);
        if (answer === null) continue;
        changes.push(...this.dropped(view, id), ...this.puts(view, id, answer));
        made.push([one.key, id, answer]);
      }
      if (made.length === 0) return;
      await this.commit(changes);
      for (const [key, id, answer] of made) kept(key, id, answer);
      while (this.state.bytes > this.limitBytes && (await this.evict()) > 0);
    });
  }

  /** Drops what a page names, and then writes `state`, which says how far that is. */
  apply(view: number, page: Pick<ChangesAnswer, 'changes'>, state: ShelfChange): Promise<number> {
    return this.inLine(async () => {
      const ids = new Set<string>();
      const named = [...namesOfPage(page, this.state.lists > 0)];
      for (let at = 0; at < named.length; at += SOUGHT_AT_ONCE) {
        const some = named.slice(at, at + SOUGHT_AT_ONCE);
        const found = await Promise.all(some.map(([section, key]) => this.idsOf(view, section, key)));
        for (const id of found.flat()) ids.add(id);
      }
      // In parts, because a network may be all that is kept. The cursor comes with the last one: after a crash it is told again.
      const all = [...ids];
      for (let at = 0; ; at += DROPPED_AT_ONCE) {
        const part = all.slice(at, at + DROPPED_AT_ONCE);
        const isLast = at + DROPPED_AT_ONCE >= all.length;
        const changes = [...part.flatMap((id) => this.dropped(view, id)), ...(isLast ? [state] : [])];
        // A cursor on disk must never be ahead of what it makes invalid, also where power was lost.
        await this.commit(changes, part.length > 0);
        for (const id of part) this.onGone(view, id);
        if (isLast) return all.length;
      }
    });
  }

  /** Writes something that belongs to no answer. */
  put(change: ShelfChange): Promise<void> {
    return this.inLine(() => this.commit([change]));
  }

  /** Forgets all answers of a view's old number, bit by bit. */
  async clear(view: number): Promise<void> {
    for (const kind of ['a', 'n'] as const) {
      const [first, last] = [`${kind}!${String(view)}!`, `${kind}!${String(view)}!~`];
      for (let more = true; more && !this.isLost;) {
        const keys = await this.shelf.keys(first, last, AT_ONCE);
        more = keys.length > 0;
        await this.inLine(async () => {
          const changes = keys.flatMap((key): ShelfChange[] => {
            return kind === 'a' ? this.dropped(view, idAtEnd(key)) : [{ type: 'del', key }];
          });
          if (more) await this.commit(changes);
        });
      }
    }
  }

  async close(): Promise<void> {
    await this.recovery.stop();
    await this.line;
    await this.shelf.close();
  }

  private answerOf(view: number, id: string, one: NewAnswer, now: number): KeptAnswer | null {
    const { type, object, told, generation, names, lifeMs } = one;
    const body = {
      type,
      object,
      told,
      generation,
      storedAt: now,
      freshUntil: now + lifeMs,
      names: names.map(shortName),
    };
    const nameBytes = body.names.reduce((sum, name) => sum + nameKey(view, name, id).length, 0);
    const bytes = Buffer.byteLength(JSON.stringify(body)) + nameBytes + OVERHEAD_BYTES;
    return bytes > PROXY_LIMITS.keptBytes ? null : { ...body, place: this.state.nextPlace++, bytes };
  }

  private puts(view: number, id: string, answer: KeptAnswer): ShelfChange[] {
    this.state.bytes += answer.bytes;
    this.state.answers += 1;
    if (answer.names.some((name) => name.startsWith('prefix-'))) this.state.lists += 1;
    const keys = [orderKey(answer.place, view, id), ...answer.names.map((name) => nameKey(view, name, id))];
    return [
      { type: 'put', key: answerKey(view, id), value: JSON.stringify(answer) },
      ...keys.map((key): ShelfChange => ({ type: 'put', key, value: '' })),
    ];
  }

  private dropped(view: number, id: string): ShelfChange[] {
    const kept = parseKept(this.shelf.read(answerKey(view, id)));
    if (kept === null) return [{ type: 'del', key: answerKey(view, id) }];
    this.state.bytes = Math.max(0, this.state.bytes - kept.bytes);
    this.state.answers = Math.max(0, this.state.answers - 1);
    const keys = [answerKey(view, id), orderKey(kept.place, view, id)];
    return [...keys, ...kept.names.map((name) => nameKey(view, name, id))].map((key) => ({ type: 'del', key }));
  }

  private async idsOf(view: number, section: string, key: string): Promise<string[]> {
    const [first, last] = namesOfChange(section, key).map((name) => `n!${String(view)}!${shortName(name)}!`) as [
      string,
      string,
    ];
    const ids: string[] = [];
    for (let from = first; ;) {
      const keys = await this.shelf.keys(from, `${last}~`, RANGE_AT_ONCE);
      ids.push(...keys.map(idAtEnd));
      if (keys.length < RANGE_AT_ONCE) return ids;
      from = `${keys.at(-1) ?? ''}!`;
    }
  }

  private async evict(): Promise<number> {
    const oldest = await this.shelf.keys(...ORDER_RANGE, AT_ONCE);
    const changes: ShelfChange[] = [];
    const gone: [number, string][] = [];
    for (const key of oldest) {
      if (this.state.bytes <= this.limitBytes) break;
      const view = Number(key.split('!')[2]);
      const id = idAtEnd(key);
      changes.push({ type: 'del', key }, ...this.dropped(view, id));
      gone.push([view, id]);
    }
    await this.commit(changes);
    for (const [view, id] of gone) this.onGone(view, id);
    return gone.length;
  }

  private async commit(changes: readonly ShelfChange[], isDurable = false): Promise<void> {
    await this.shelf.write([...changes, this.stateChange()], isDurable);
  }

  private stateChange(): ShelfChange {
    return { type: 'put', key: STATE_KEY, value: JSON.stringify(this.state) };
  }

  private lose(error: unknown): void {
    if (this.isLost) return;
    this.isLost = true;
    this.failed(error);
    this.recovery.begin(error);
  }

  /** Goes on with what is on disk; no number is given twice. */
  private async back(): Promise<void> {
    await this.line;
    this.state = laterState(stateIn(this.shelf.read(STATE_KEY)), this.state);
    await this.shelf.write([this.stateChange()], true);
    this.onBack();
    this.isLost = false;
  }

  private inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = this.line.then(() => {
      if (this.isLost) throw new Error('the shelf was lost');
      return work();
    });
    this.line = done.catch((error: unknown) => this.lose(error));
    return done;
  }
}
