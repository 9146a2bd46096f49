import type { PrefixAnswer } from '@pksn/contract';
import { parseScopeMark, SCOPE_HEADER } from '@pksn/contract';
import { isSectionName } from '@pksn/domain';
import type { ObjectType, SectionName } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { Asker } from '../license/asker';
import type { KeyJudge } from '../license/key-judge';
import type { NewAnswer } from '../store/answer-store';
import type { UpstreamAnswer } from '../upstream/upstream';
import type { Stamp } from '../views/stamp';
import { envelopeText } from '../views/stamp';
import type { View } from '../views/view';
import type { Views } from '../views/views';
import { sourceAt } from '../views/wording';
import type { DeskAnswer } from './lookup-desk';
import { isOfView } from './new-answer';
import type { Told } from './upstream-bulks';

export interface PrefixPorts {
  readonly judge: KeyJudge;
  readonly views: Views;
  readonly clock: Clock;
  /** For how long kept lists are given without the link, in milliseconds; it may change. */
  readonly settings: { readonly answersMs: number };
}

export interface PrefixAsk {
  readonly section: SectionName;
  /** 4, 6 or 8 hexadecimal digits in lower case. */
  readonly prefix: string;
}

const TARGET = /^\/v1\/prefixes\/([a-z0-9-]{1,40})\/([0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** The list that a target asks for, if it is a first page in the form that is kept; null: the service judges it. */
export function prefixOfTarget(target: string): PrefixAsk | null {
  const [, section, prefix] = TARGET.exec(target) ?? [];
  if (section === undefined || prefix === undefined || !isSectionName(section)) return null;
  return { section, prefix: prefix.toLowerCase() };
}

/** Lists by prefix: kept whole where one page is all, dropped when any key under the prefix changes. */
export class PrefixDesk {
  private readonly underWay = new Map<string, { readonly stamp: Stamp; readonly told: Promise<UpstreamAnswer> }>();

  constructor(private readonly ports: PrefixPorts) {}

  /**
   * What the service says, which `ask` gets by the asker's own request, and keeps it. Who asks the same of the same view meanwhile gets the same answer,
   * if it was made by what he sees, too, and nothing was told since it was asked for.
   */
  async shared(asker: Asker, of: PrefixAsk | null, ask: () => Promise<UpstreamAnswer>): Promise<UpstreamAnswer> {
    if (of === null) return ask();
    const view = await this.viewOf(asker);
    const stamp = view?.current ?? null;
    if (view === null || stamp === null || view.isPassedThrough) return this.askedAndKept(asker, of, ask);
    const name = `${view.scope} ${keyOf(of)}`;
    const begun = this.underWay.get(name);
    if (begun?.stamp === stamp) {
      // What became of another's request, if it was no answer, is no word on this one.
      const answer = await begun.told.catch(() => null);
      const isHis = answer?.status === 200 && isMadeFor(answer, stamp) && this.isGood(asker);
      return isHis && view.current === stamp ? answer : this.askedAndKept(asker, of, ask);
    }
    const entry = { stamp, told: this.askedAndKept(asker, of, ask) };
    this.underWay.set(name, entry);
    try {
      return await entry.told;
    } finally {
      if (this.underWay.get(name) === entry) this.underWay.delete(name);
    }
  }

  private async askedAndKept(asker: Asker, of: PrefixAsk, ask: () => Promise<UpstreamAnswer>): Promise<UpstreamAnswer> {
    const answer = await ask();
    // The service gave it; a key that cannot be judged just now costs the keeping.
    await this.keep(asker, of, answer).catch(() => undefined);
    return answer;
  }

  /** What is kept, current or (with `isLinkLost`) old; null: nothing that may be given. The key is judged. */
  async kept(asker: Asker, ask: PrefixAsk, isLinkLost: boolean): Promise<DeskAnswer | null> {
    const view = await this.viewOf(asker);
    const stamp = isLinkLost ? (view?.stamp ?? null) : (view?.current ?? null);
    if (view === null || stamp === null || view.isPassedThrough) return null;
    // Judged by a process that is behind, or not at all: the service is to say.
    if (!isLinkLost && !this.isGood(asker)) return null;
    const ageMs = isLinkLost ? view.ageMs() : null;
    if (ageMs !== null && ageMs > this.ports.settings.answersMs) return null;
    const hot = view.find(keyOf(ask), isLinkLost ? null : stamp);
    if (hot === null) return null;
    const { told } = hot.kept as unknown as { told: PrefixAnswer };
    const entries = told.entries.map((entry) => ({ ...entry, source: sourceAt(entry.source, stamp) }));
    const text = JSON.stringify({ ...told, entries }).slice(0, -1);
    const envelope = envelopeText(stamp, typeOf(ask.section), this.ports.clock.now(), ageMs);
    const { revision, scope } = stamp;
    return { text: `${text},${envelope}}`, ageMs, mark: ageMs === null ? { revision, scope } : null };
  }

  /** Keeps a list that the service gave, if it is whole and nothing was told meanwhile. */
  private async keep(asker: Asker, ask: PrefixAsk, answer: UpstreamAnswer): Promise<void> {
    const view = await this.viewOf(asker);
    const page = answer.status === 200 ? pageIn(answer) : null;
    if (view === null || page?.cursor !== null || view.isPassedThrough) return;
    const { section, prefix, entries, cursor, cache, epoch, generation } = page;
    const made = { mark: parseScopeMark(answer.headers[SCOPE_HEADER]), epoch, generation };
    const one: NewAnswer = {
      key: keyOf(ask),
      type: typeOf(ask.section),
      object: null,
      told: { section, prefix, entries, cursor, cache },
      generation,
      names: [`prefix-${ask.section}:${ask.prefix}`],
      lifeMs: Math.min(cache.present * 1_000, cache.absent * 1_000, view.lifetimes.presentMs, view.lifetimes.absentMs),
    };
    await view.keep([one], () => isOfView(made as Pick<Told, 'mark' | 'epoch' | 'generation'>, view));
  }

  private isGood({ keyHash }: Asker): boolean {
    return this.ports.judge.peek(keyHash, this.ports.clock.now()) !== null;
  }

  private async viewOf(asker: Asker): Promise<View | null> {
    const { standing } = await this.ports.judge.judge(asker);
    return standing.scope === undefined ? null : this.ports.views.of(standing.scope, asker);
  }
}

/** Headers as the service sets them on a list. */
export function prefixHeaders(answer: DeskAnswer): Record<string, string> {
  const { cache } = JSON.parse(answer.text) as PrefixAnswer;
  const seconds = answer.ageMs === null ? Math.min(cache.present, cache.absent) : 0;
  return { 'cache-control': `private, max-age=${String(seconds)}`, vary: 'authorization, x-api-key' };
}

const keyOf = ({ section, prefix }: PrefixAsk): string => `prefix:${section}:${prefix}`;

function typeOf(section: SectionName): ObjectType {
  return section === 'web' ? 'url' : (section.split('-')[0] as ObjectType);
}

function isMadeFor({ headers }: UpstreamAnswer, { scope, revision }: Stamp): boolean {
  const mark = parseScopeMark(headers[SCOPE_HEADER]);
  return mark?.scope === scope && mark.revision >= revision;
}

function pageIn({ body }: UpstreamAnswer): PrefixAnswer | null {
  try {
    const page = JSON.parse(body.toString()) as PrefixAnswer;
    const { present, absent } = page.cache;
    const isRight = page.entries.every((one) => typeof one.source === 'object') && Number.isFinite(present + absent);
    return isRight ? page : null;
  } catch {
    return null;
  }
}
