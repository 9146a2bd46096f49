import type { ScopeMark, WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { Asker } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import type { Upstream } from '../upstream/upstream';
import type { HotAnswer } from '../views/hot-answers';
import { passingAnswer } from '../views/hot-answers';
import type { Stamp } from '../views/stamp';
import { envelopeText } from '../views/stamp';
import type { View } from '../views/view';
import type { Views } from '../views/views';
import { reputationText } from '../views/wording';
import type { AskedObject } from './asked-object';
import { askedObject, askedSlot } from './asked-object';
import { isOfView, newAnswer } from './new-answer';
import type { Told } from './upstream-bulks';
import { CarrierRefused, UpstreamBulks } from './upstream-bulks';

export interface DeskPorts {
  readonly upstream: Upstream;
  readonly judge: KeyJudge;
  readonly views: Views;
  readonly clock: Clock;
  /** For how long kept answers are given without the link, in milliseconds; it may change. */
  readonly settings: { readonly answersMs: number };
}

/** An answer of our own; `ageMs` null: as the service would say it now. Null instead: the request goes to the service as it is. */
export interface DeskAnswer {
  readonly text: string;
  readonly ageMs: number | null;
  /** By what it was made, for a proxy below; null: it must keep nothing of it. */
  readonly mark: ScopeMark | null;
}

/** A new view's first page is waited for so long, and a later generation's. In milliseconds. */
const READY_MS = 1_000;
const TRIES = 3;

/** Answers lookups from what is kept, and asks the service for the rest: always by one stamp. */
export class LookupDesk {
  private readonly bulks = new Map<string, UpstreamBulks>();
  readonly counts = { hits: 0, misses: 0, offline: 0, passed: 0 };

  constructor(private readonly ports: DeskPorts) {}

  get bulkCounts(): { requests: number; objects: number; joined: number } {
    const sum = { requests: 0, objects: 0, joined: 0 };
    for (const { counts } of this.bulks.values()) {
      sum.requests += counts.requests;
      sum.objects += counts.objects;
      sum.joined += counts.joined;
    }
    return sum;
  }

  /** Faults: those of KeyJudge; OBJECT_MALFORMED; SERVICE_UNAVAILABLE without the link. */
  async one(asker: Asker, wire: WireObject): Promise<DeskAnswer | null> {
    return this.answer(asker, () => [askedObject(wire)], this.singleWording);
  }

  async many(asker: Asker, wires: readonly WireObject[]): Promise<DeskAnswer | null> {
    return this.answer(asker, () => wires.map(askedSlot), this.bulkWording);
  }

  private readonly singleWording: Wording = ([slot], stamp, ageMs) => {
    if (slot?.hot == null) throw unreachable();
    const envelope = envelopeText(stamp, slot.asked.type, this.ports.clock.now(), ageMs);
    return `{${reputationText(slot.hot, slot.asked.wire, stamp)},${envelope}}`;
  };

  private readonly bulkWording: Wording = (slots, stamp, ageMs) => {
    const results = slots.map(({ hot, asked, error }) => {
      if (error !== null) return JSON.stringify(error);
      return hot === null ? UNREACHABLE_SLOT : `{${reputationText(hot, asked.wire, stamp)}}`;
    });
    return `{${envelopeText(stamp, 'bulk', this.ports.clock.now(), ageMs)},"results":[${results.join(',')}]}`;
  };

  private async answer(asker: Asker, objects: () => readonly Slot[], word: Wording): Promise<DeskAnswer | null> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      // Judged before anything else, and again each time.
      const { standing } = await this.ports.judge.judge(asker);
      const slots = objects();
      if (standing.scope === undefined) return this.passed();
      const view = this.ports.views.of(standing.scope, asker);
      const stamp = await this.currentOf(view);
      if (!this.ports.upstream.isLinked && view.current === null) return this.offline(view, slots, word);
      if (stamp === null || view.isPassedThrough) return this.passed();
      // Refused meanwhile, or not known to be good any more: judged anew.
      if (this.isInDoubt(asker)) continue;
      const found = slots.map((slot) => findSlot(slot, view, stamp));
      const missing = found.filter(({ hot, error }) => hot === null && error === null);
      this.counts.hits += found.length - missing.length;
      if (missing.length === 0) return current(word(found, stamp, null), stamp);
      this.counts.misses += missing.length;
      try {
        const told = await Promise.all(missing.map(({ asked }) => this.bulksOf(view).ask(asked, asker)));
        // Refusals inside a bulk may depend on the endpoint: the service is to see the request itself.
        if (told.some(({ result }) => 'error' in result)) return this.passed();
        if (this.isInDoubt(asker)) continue;
        if (isOfStamp(told, view, stamp)) {
          return current(word(filled(found, missing, told, view), stamp, null), stamp);
        }
        // A process ahead of the stream for so long: the service's own answer is of one generation.
        const generation = Math.max(...told.map((one) => one.generation));
        if (!(await this.reached(view, generation))) return this.passed();
      } catch (error) {
        if (error instanceof CarrierRefused) {
          this.ports.judge.doubt(error.keyHash);
          continue;
        }
        if (!(error instanceof Fault) || error.code !== 'SERVICE_UNREACHABLE') throw error;
        return this.offline(view, slots, word);
      }
    }
    return this.passed();
  }

  /** What is kept, for whoever got nothing better; null: nothing is. The key is judged once more. */
  async instead(asker: Asker, wires: readonly WireObject[], isBulk: boolean): Promise<DeskAnswer | null> {
    const { standing } = await this.ports.judge.judge(asker);
    const view = standing.scope === undefined ? undefined : this.ports.views.of(standing.scope, asker);
    if (view?.stamp == null) return null;
    try {
      return this.offline(view, wires.map(askedSlot), isBulk ? this.bulkWording : this.singleWording);
    } catch {
      return null;
    }
  }

  private isInDoubt({ keyHash }: Asker): boolean {
    return this.ports.judge.peek(keyHash, this.ports.clock.now()) === null;
  }

  private passed(): null {
    this.counts.passed += 1;
    return null;
  }

  /** What is kept, with its age; the key was judged by who asks for this. */
  private offline(view: View, slots: readonly Slot[], word: Wording): DeskAnswer {
    const { stamp } = view;
    const ageMs = view.ageMs();
    if (stamp === null || ageMs > this.ports.settings.answersMs || view.isPassedThrough) throw unreachable();
    const found = slots.map((slot) => findSlot(slot, view, null));
    this.counts.offline += found.length;
    return { text: word(found, stamp, ageMs), ageMs, mark: null };
  }

  /** A view whose stream is being opened, or whose page is being taken, is waited for. */
  private async currentOf(view: View): Promise<Stamp | null> {
    await paged(view, READY_MS, () => view.current !== null || !view.isConnecting || view.isPassedThrough);
    return view.current;
  }

  private async reached(view: View, generation: number): Promise<boolean> {
    const isReached = (): boolean => (view.current?.generation ?? -1) >= generation;
    await paged(view, READY_MS, isReached);
    return isReached();
  }

  private bulksOf(view: View): UpstreamBulks {
    let bulks = this.bulks.get(view.scope);
    if (bulks === undefined) {
      bulks = new UpstreamBulks(this.ports.upstream, (all) => {
        const answers = all.flatMap(({ asked, told }) => {
          const made = isOfView(told, view) ? newAnswer(asked, told, view) : null;
          return made === null ? [] : [{ made, told }];
        });
        const tellings = new Map(answers.map(({ made, told }) => [made, told]));
        return view.keep([...tellings.keys()], (one) => isOfView(tellings.get(one as never) as Told, view));
      });
      this.bulks.set(view.scope, bulks);
    }
    return bulks;
  }
}

type Slot = ReturnType<typeof askedSlot>;

interface FoundSlot {
  readonly asked: AskedObject;
  readonly hot: HotAnswer | null;
  readonly error: object | null;
}

type Wording = (slots: readonly FoundSlot[], stamp: Stamp, ageMs: number | null) => string;

const UNREACHABLE_SLOT = JSON.stringify({
  error: { code: 'SERVICE_UNAVAILABLE', detail: 'the service cannot be reached, and nothing is kept of this object' },
});

function current(text: string, { revision, scope }: Stamp): DeskAnswer {
  return { text, ageMs: null, mark: { revision, scope } };
}

function unreachable(): Fault {
  return new Fault('SERVICE_UNAVAILABLE', 'the service cannot be reached, and nothing is kept of this object', {
    facts: { retryAfterSeconds: 5 },
  });
}

function findSlot(slot: Slot, view: View, at: Stamp | null): FoundSlot {
  if ('error' in slot) return { asked: slot as never, hot: null, error: slot };
  return { asked: slot, hot: view.find(slot.identity.key, at), error: null };
}

/** Whether what was told belongs beside what is kept: of one generation, and nothing was told in between. */
function isOfStamp(told: readonly Told[], view: View, stamp: Stamp): boolean {
  return (
    view.current === stamp &&
    told.every(
      (one) => isOfView(one, view) && one.generation === stamp.generation && one.mark?.revision === stamp.revision,
    )
  );
}

function filled(
  found: readonly FoundSlot[],
  missing: readonly FoundSlot[],
  told: readonly Told[],
  view: View,
): readonly FoundSlot[] {
  const came = new Map(missing.map((slot, i) => [slot, told[i] as Told]));
  return found.map((slot) => {
    const one = came.get(slot);
    const made = one === undefined ? null : newAnswer(slot.asked, one, view);
    if (made === null) return slot;
    const kept = { ...made, storedAt: 0, freshUntil: 0, place: 0, bytes: 0 };
    return { ...slot, hot: passingAnswer(kept) };
  });
}

/** Waits for pages of the view until `isRight`, for at most `ms`. */
async function paged(view: View, ms: number, isRight: () => boolean): Promise<void> {
  if (isRight()) return;
  await new Promise<void>((done) => {
    const look = (): void => {
      if (isRight()) end();
    };
    const end = (): void => {
      clearTimeout(timer);
      view.events.off('page', look).off('lost', look);
      done();
    };
    const timer = setTimeout(end, ms);
    view.events.on('page', look).on('lost', look);
  });
}
