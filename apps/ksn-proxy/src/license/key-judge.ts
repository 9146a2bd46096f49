import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import { PROXY_LIMITS } from '../limits';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { UpstreamRefusal } from '../upstream/upstream-refusal';
import type { Asker } from './asker';
import type { HeldJudgement } from './judgement';
import { parseStanding, validUntil } from './judgement';
import type { JudgementBook } from './judgement-book';

export interface JudgePorts {
  readonly upstream: Upstream;
  readonly book: JudgementBook;
  readonly clock: Clock;
  /** For how long a good judgement goes on without the link, in milliseconds; it may change. */
  readonly settings: { readonly keysMs: number };
}

/** A good judgement on disk is written again when it is older, in milliseconds. */
const REWRITE_MS = 60_000;
/** A process that is a moment behind the registry is asked again so often, with pauses of so many milliseconds. */
const BEHIND_TRIES = 12;
const BEHIND_MS = 80;

/** What the last page of changes said of the registry. */
interface Word {
  readonly epoch: string;
  readonly revision: number;
}

/** Who may ask: each key is judged by the service, and each judgement holds until the registry moves, for a minute at most. */
export class KeyJudge {
  private readonly held = new Map<string, HeldJudgement>();
  private readonly refused = new Map<string, { readonly refusal: UpstreamRefusal; readonly until: number }>();
  private readonly underWay = new Map<string, { readonly round: number; readonly judged: Promise<HeldJudgement> }>();
  private word: Word | null = null;
  private round = 0;
  readonly counts = { asked: 0, refused: 0 };

  constructor(private readonly ports: JudgePorts) {}

  /** The hot path: a judgement that is good right now, or null. */
  peek(keyHash: string, now: number): HeldJudgement | null {
    const held = this.held.get(keyHash);
    if (held === undefined || held.round !== this.round || now >= held.until || now < held.judgedAt) return null;
    return held;
  }

  /** Faults: UpstreamRefusal with the service's own words; SERVICE_UNAVAILABLE for a key that cannot be judged now. */
  async judge(asker: Asker): Promise<HeldJudgement> {
    const { keyHash } = asker;
    const now = this.ports.clock.now();
    const good = this.peek(keyHash, now);
    if (good !== null) return good;
    const refused = this.refused.get(keyHash);
    if (refused !== undefined && now < refused.until) throw refused.refusal;
    const begun = this.underWay.get(keyHash);
    // One that was asked before the registry moved says nothing of now.
    if (begun?.round === this.round) return begun.judged;
    const judged = this.ask(asker);
    const entry = { round: this.round, judged };
    this.underWay.set(keyHash, entry);
    try {
      return await judged;
    } finally {
      if (this.underWay.get(keyHash) === entry) this.underWay.delete(keyHash);
    }
  }

  /** A page of changes told of the registry: what was judged before another word is void. */
  told(word: Word, isMoved: boolean): void {
    const { word: before } = this;
    const isOld = before !== null && before.epoch === word.epoch && word.revision < before.revision;
    if (isOld) return;
    const isSame = before !== null && before.epoch === word.epoch && before.revision === word.revision;
    this.word = word;
    if (isSame && !isMoved) return;
    this.round += 1;
    this.refused.clear();
  }

  /** A stream of changes ended, maybe because its key did: nobody would tell of a key that is good since. */
  unheard(): void {
    this.refused.clear();
  }

  /** The service refused something by this key just now: it is judged again before it is served. */
  doubt(keyHash: string): void {
    this.held.delete(keyHash);
  }

  private async ask(asker: Asker): Promise<HeldJudgement> {
    const { upstream, clock } = this.ports;
    const judgedAt = clock.now();
    for (let attempt = 1; ; attempt++) {
      const { round } = this;
      let answer: UpstreamAnswer;
      try {
        const headers = { accept: 'application/json', [asker.header.name]: asker.header.value };
        this.counts.asked += 1;
        answer = await upstream.send({ method: 'GET', path: '/v1/license', headers });
      } catch {
        return this.unlinked(asker, judgedAt);
      }
      if (answer.status !== 200) return this.notGranted(asker, answer, judgedAt);
      const standing = standingIn(answer);
      if (standing === null) {
        upstream.garbage(new Error('the answer is no standing of a license'));
        return this.unlinked(asker, judgedAt);
      }
      const { word } = this;
      const isBehind = word !== null && standing.epoch === word.epoch && standing.revision < word.revision;
      if ((isBehind || round !== this.round) && attempt < BEHIND_TRIES) {
        await delay(BEHIND_MS);
        continue;
      }
      const until = Math.min(validUntil(standing), judgedAt + PROXY_LIMITS.judgementMs);
      // One of another word of the registry serves who waits for it, and nobody after.
      const isLast = !isBehind && (word === null || standing.epoch === word.epoch);
      const held = { standing, judgedAt, until, round: isLast ? round : -1 };
      await this.keep(asker.keyHash, held);
      return held;
    }
  }

  private async keep(keyHash: string, held: HeldJudgement): Promise<void> {
    const { book } = this.ports;
    this.held.delete(keyHash);
    this.held.set(keyHash, held);
    this.refused.delete(keyHash);
    if (this.held.size > PROXY_LIMITS.keys) this.held.delete(this.held.keys().next().value ?? '');
    // What the registry may have taken back meanwhile is nothing to go by without the link.
    if (held.round !== this.round) return;
    const before = book.find(keyHash);
    const isKnown =
      before !== null &&
      held.judgedAt - before.judgedAt < REWRITE_MS &&
      held.judgedAt >= before.judgedAt &&
      JSON.stringify(before.standing) === JSON.stringify(held.standing);
    if (!isKnown) await book.keep(keyHash, held);
  }

  private async notGranted(asker: Asker, answer: UpstreamAnswer, now: number): Promise<HeldJudgement> {
    const { keyHash } = asker;
    const refusal = UpstreamRefusal.of(answer);
    // Anything else than the license table's says nothing of the key.
    if (!refusal.isWorded) this.ports.upstream.garbage(refusal);
    if (answer.status !== 429 && !refusal.isOfKey)
      return this.unlinked(asker, now, refusal.isWorded ? refusal : undefined);
    this.counts.refused += 1;
    // Too many requests in a moment are no word against the key.
    if (answer.status === 429) throw refusal;
    this.held.delete(keyHash);
    await this.ports.book.forget(keyHash);
    this.remember(keyHash, refusal);
    throw refusal;
  }

  /** Those that are over go first: keys that nobody has are made as fast as they are asked about. */
  private remember(keyHash: string, refusal: UpstreamRefusal): void {
    const now = this.ports.clock.now();
    for (const [one, { until }] of this.refused) {
      if (until > now && this.refused.size < PROXY_LIMITS.refusals) break;
      this.refused.delete(one);
    }
    this.refused.delete(keyHash);
    this.refused.set(keyHash, { refusal, until: now + PROXY_LIMITS.refusalMs });
  }

  /** Without the link: what was judged good goes on for its time, everything else cannot be known. */
  private unlinked({ keyHash }: Asker, now: number, refusal?: UpstreamRefusal): HeldJudgement {
    const kept = this.ports.book.find(keyHash);
    const ends =
      kept === null ? -Infinity : Math.min(kept.judgedAt + this.ports.settings.keysMs, validUntil(kept.standing));
    if (kept === null || now >= ends || now < kept.judgedAt - PROXY_LIMITS.clockSlackMs) {
      throw (
        refusal ??
        new Fault('SERVICE_UNAVAILABLE', 'the service cannot be reached, and this key cannot be judged without it')
      );
    }
    // Asked again as soon as the link is back.
    return { ...kept, until: Math.min(ends, now), round: -1 };
  }
}

function standingIn({ body }: UpstreamAnswer): ReturnType<typeof parseStanding> {
  try {
    return parseStanding(JSON.parse(body.toString()));
  } catch {
    return null;
  }
}
