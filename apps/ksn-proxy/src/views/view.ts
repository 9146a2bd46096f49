import { EventEmitter } from 'node:events';
import type { ChangesAnswer } from '@pksn/contract';
import { idOf } from '@pksn/endpoint-client';
import type { Asker } from '../license/asker';
import { PROXY_LIMITS } from '../limits';
import type { Lifetimes } from '../settings/live-settings';
import type { AnswerStore, NewAnswer } from '../store/answer-store';
import type { KeptAnswer } from '../store/kept-answer';
import { ChangeLog } from './change-log';
import type { HotAnswer, HotAnswers } from './hot-answers';
import { passingAnswer } from './hot-answers';
import type { Stamp } from './stamp';
import { stampOf } from './stamp';
import type { ViewState } from './view-state';
import { parseViewState, viewKey } from './view-state';

export interface ViewPorts {
  readonly store: AnswerStore;
  readonly hot: HotAnswers;
  readonly now: () => number;
  readonly elapsedMs: () => number;
  /** For so long a stream may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** The longest that settings allow, and what becomes of what the service says; they may change. */
  readonly lifetimes: Lifetimes & { lifetimesOf(said: Lifetimes): Lifetimes };
  /** Hears what a page says of the registry, before anything else is done with it. */
  readonly told: (stamp: Stamp, isMoved: boolean) => void;
}

interface ViewEvents {
  /** A page was taken, or the stamp is another one. */
  page: [];
  /** The stream was lost. */
  lost: [];
}

const WRITE_MS = 60_000;

/**
 * What the licenses of one scope see. Its answers may be given only while `isCurrent`: the stream of changes is open, and all that it told is
 * taken.
 */
export class View {
  readonly log = new ChangeLog();
  readonly events = new EventEmitter<ViewEvents>();
  /** The key that the stream is held with; in memory only. */
  guide: Asker | null = null;
  usedAt: number;
  /** Whether the stream is being opened right now. */
  isConnecting = true;
  /** How long answers may be kept, as the service says; milliseconds. */
  saidLifetimes = { presentMs: 600_000, absentMs: 60_000 };
  private state: ViewState;
  private heardAt = -Infinity;
  private waitingPages = 0;
  private hasGap = true;
  private isForeign = false;
  private lastTold: Stamp | null = null;

  constructor(
    readonly scope: string,
    stored: string | undefined,
    private readonly ports: ViewPorts,
  ) {
    this.events.setMaxListeners(0);
    this.usedAt = ports.elapsedMs();
    this.state = parseViewState(stored) ?? {
      number: ports.store.nextView(),
      cursor: null,
      stamp: null,
      currentAt: -Infinity,
    };
  }

  get number(): number {
    return this.state.number;
  }

  get cursor(): string | null {
    return this.state.cursor;
  }

  get stamp(): Stamp | null {
    return this.state.stamp;
  }

  /** The stamp to answer with now; null: what is kept may be old. */
  get current(): Stamp | null {
    const isHeard = this.ports.elapsedMs() - this.heardAt <= this.ports.silenceMs;
    return isHeard && this.waitingPages === 0 && !this.hasGap && this.ports.store.isUsable ? this.state.stamp : null;
  }

  /** Whether nothing may be kept: a service that says too little, or each endpoint must be let in by itself. */
  get isPassedThrough(): boolean {
    return this.isForeign || this.state.stamp?.infrastructure === 'global' || !this.ports.store.isUsable;
  }

  /** The last word that came, also while its page is still being taken. */
  get floor(): Stamp | null {
    return this.lastTold ?? this.state.stamp;
  }

  /** How long answers are kept: as the service says, and settings allow. */
  get lifetimes(): Lifetimes {
    return this.ports.lifetimes.lifetimesOf(this.saidLifetimes);
  }

  /** Milliseconds since the view was last current; Infinity where nobody knows, because the clock was set back. */
  ageMs(): number {
    if (this.current !== null) return 0;
    const ageMs = this.ports.now() - this.state.currentAt;
    return ageMs < -PROXY_LIMITS.clockSlackMs ? Infinity : Math.max(0, ageMs);
  }

  /** What is kept of an object; `at` is the stamp that it is to be given with, or null where the link is lost. */
  find(key: string, at: Stamp | null): HotAnswer | null {
    const { hot, store } = this.ports;
    let found = hot.get(this.number, key);
    if (found === undefined) {
      const id = idOf(key);
      const kept = store.read(this.number, id);
      if (kept === null) return null;
      // While a page is taken, what is read may be on its way out.
      found = at === null ? passingAnswer(kept) : hot.set(this.number, key, id, kept);
    }
    const limit = at === null ? Math.min(this.ports.now(), this.state.currentAt) : this.ports.now();
    const { storedAt, freshUntil } = found.kept;
    // Settings may have become stricter since it was kept.
    const isFresh = limit < Math.min(freshUntil, storedAt + this.mostOf(found.kept)) && storedAt <= this.ports.now();
    return isFresh && found.kept.generation <= (this.state.stamp?.generation ?? -1) ? found : null;
  }

  private mostOf({ told }: KeptAnswer): number {
    const { presentMs, absentMs } = this.ports.lifetimes;
    const { source } = told as { source?: { kind: string } };
    // A list by prefix has both in it.
    return source === undefined ? Math.min(presentMs, absentMs) : source.kind === 'none' ? absentMs : presentMs;
  }

  /** Keeps what came from the service, unless a change was told meanwhile. */
  keep(answers: readonly NewAnswer[], isStill: (one: NewAnswer) => boolean): Promise<void> {
    const { store, hot, now } = this.ports;
    const { number } = this;
    return store.keep(
      number,
      answers,
      now(),
      (one) => number === this.number && isStill(one),
      (key, id, kept) => hot.set(number, key, id, kept),
    );
  }

  /** A sign of life of the stream. */
  heard(): void {
    this.heardAt = this.ports.elapsedMs();
    if (this.current !== null && this.ports.now() - this.state.currentAt > WRITE_MS)
      this.write(this.state).catch(() => undefined);
  }

  /** The stream is gone: nothing here is known to be right any more. */
  lose(): void {
    const wasCurrent = this.current !== null;
    if (wasCurrent) this.write({ ...this.state, currentAt: this.ports.now() }).catch(() => undefined);
    this.heardAt = -Infinity;
    // What was told meanwhile comes with the first page of the next stream; a sign of life before it says nothing.
    this.hasGap = true;
    this.isConnecting = false;
    this.events.emit('lost');
  }

  /** Takes a page: nothing kept is given from its arrival until what it names is gone. False: it is not this view's. */
  async take(page: ChangesAnswer, text: string): Promise<boolean> {
    const told = stampOf(page);
    this.isForeign = told === null;
    if (told === null) return true;
    if (told.scope !== this.scope) return false;
    this.ports.told(told, page.reset || page.changes.some((one) => 'license' in one));
    this.waitingPages += 1;
    this.lastTold = page.reset ? told : laterOf(this.floor, told);
    try {
      await (page.reset || this.isOther(told) ? this.renew(page, told) : this.apply(page, told, text));
      this.hasGap = page.more;
    } finally {
      this.waitingPages -= 1;
    }
    this.heard();
    this.events.emit('page');
    return true;
  }

  private isOther({ epoch }: Stamp): boolean {
    return this.state.stamp === null || this.state.stamp.epoch !== epoch || this.state.cursor === null;
  }

  private async apply(page: ChangesAnswer, told: Stamp, text: string): Promise<void> {
    const before = this.state;
    const { cursor, more } = page;
    const state = { ...before, cursor, stamp: laterOf(before.stamp, told), currentAt: this.ports.now() };
    await this.ports.store.apply(before.number, page, {
      type: 'put',
      key: viewKey(this.scope),
      value: JSON.stringify(state),
    });
    this.state = state;
    this.log.add({ before: before.cursor, cursor, text, more });
  }

  /** Another number has no answers; those of the old one are removed when there is time. */
  private async renew({ cursor }: ChangesAnswer, stamp: Stamp): Promise<void> {
    const { number: old } = this.state;
    const state = { number: this.ports.store.nextView(), cursor, stamp, currentAt: this.ports.now() };
    this.log.clear();
    await this.write(state);
    this.state = state;
    this.ports.store.clear(old).catch(() => undefined);
  }

  private write(state: ViewState): Promise<void> {
    const written = { ...state, currentAt: this.ports.now() };
    this.state = { ...this.state, currentAt: written.currentAt };
    return this.ports.store.put({ type: 'put', key: viewKey(this.scope), value: JSON.stringify(written) });
  }
}

/** A process that is a moment behind says less than what is known; of its word only the registry's later revision counts. */
function laterOf(before: Stamp | null, told: Stamp): Stamp {
  if (before === null || before.epoch !== told.epoch) return told;
  const revision = Math.max(before.revision, told.revision);
  return told.generation < before.generation ? { ...before, revision } : { ...told, revision };
}
