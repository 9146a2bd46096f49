import { setImmediate } from 'node:timers/promises';
import type { Envelope, PrefixAnswer, PrefixEntry } from '@pksn/contract';
import type { ObjectType, SectionLayout } from '@pksn/domain';
import { Fault, defaultTrustGroup, firstSeenDate, popularityOfBucket } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import { answer, prefixKeys, prefixQuestion } from '@pksn/reputation-index';
import type { KnownFiles } from '@pksn/lookup';
import { withLearnt } from '@pksn/lookup';
import { LearntFiles } from '../contributions/learnt-files';
import type { CurrentGeneration } from '../generation/current-generation';
import type { LiveGeneration, View } from '../generation/live-generation';
import { envelopeMembers } from '../lookup/envelope-text';
import { ServiceRestrictions } from '../restrictions/service-restrictions';
import { decodePrefixCursor, encodePrefixCursor } from './prefix-cursor';
import type { PrefixList } from './prefix-cursor';

/** Keys that are looked at for one page. */
export const PAGE_KEYS = 1_000;
/** Keys that are answered in one go: some 0.3 ms. */
const SLICE_KEYS = 32;
/** How often a first page is begun again because a new generation came while it was made. */
const ATTEMPTS = 5;

/** Seconds for which an answer may be kept: of what is listed, and of what is not. */
export interface Lifetimes {
  readonly present: number;
  readonly absent: number;
}

export interface PrefixQuery {
  readonly section: SectionLayout;
  readonly prefix: Buffer;
  readonly cursor: string | null;
}

/** A page under a prefix, as single lookups of each of its keys would answer, all from one generation. */
export class PrefixAnswers {
  constructor(
    private readonly generations: CurrentGeneration,
    private readonly lifetimes: Lifetimes,
    private readonly pageKeys = PAGE_KEYS,
    private readonly restrictions = ServiceRestrictions.NONE,
    private readonly learnt = new LearntFiles(),
  ) {}

  /**
   * Throws PREFIX_MOVED when the cursor is of another generation, or of another list; SERVICE_RESTRICTED when any kind that
   * the section holds may not be asked for.
   */
  async page(
    entry: RegistryEntry,
    query: PrefixQuery,
    now: number,
    rawHeaders: readonly string[] = [],
  ): Promise<PrefixAnswer> {
    if (now >= this.restrictions.from) {
      const limits = this.restrictions.limits(this.generations.current().viewOf(entry), entry, rawHeaders, now);
      for (const kind of kindsOf(query.section)) {
        const refusal = limits?.(kind) ?? null;
        if (refusal !== null) throw refusal;
      }
    }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const live = this.generations.current();
      const page = await this.pageOf(live, entry, query, now);
      if (page !== null) return page;
      // Segments of the generation before may be closed by now.
      if (query.cursor !== null) break;
    }
    throw moved();
  }

  /** Null when the generation was replaced meanwhile. */
  private async pageOf(
    live: LiveGeneration,
    entry: RegistryEntry,
    { section, prefix, cursor }: PrefixQuery,
    now: number,
  ): Promise<PrefixAnswer | null> {
    const view = live.viewOf(entry);
    const list = listOf(live, view, entry, section, prefix);
    const after = cursor === null ? null : decodePrefixCursor(cursor, list);
    if (cursor !== null && after === null) throw moved();
    const looking = prefixKeys(section, prefix, after, this.pageKeys, view);
    let keys = looking.next();
    while (keys.done !== true) {
      if (!(await this.isStill(live))) return null;
      keys = looking.next();
    }
    const told = keys.value.slice(0, this.pageKeys);
    const entries: PrefixEntry[] = [];
    for (const [index, key] of told.entries()) {
      if (index % SLICE_KEYS === SLICE_KEYS - 1 && !(await this.isStill(live))) return null;
      const one = entryOf(section, key, view, this.learnt.known);
      if (one !== null) entries.push(one);
    }
    const last = keys.value.length > this.pageKeys ? told[told.length - 1] : undefined;
    return {
      section: section.name,
      prefix: prefix.toString('hex'),
      entries,
      cursor: last === undefined ? null : encodePrefixCursor(last, list),
      cache: this.lifetimes,
      ...envelopeOf(live, view, typeOf(section), now),
    };
  }

  private async isStill(live: LiveGeneration): Promise<boolean> {
    await setImmediate();
    return this.generations.peek() === live;
  }
}

function entryOf(
  section: SectionLayout,
  key: Buffer,
  { overrides, feeds }: View,
  known: KnownFiles | null,
): PrefixEntry | null {
  const question = prefixQuestion(section, key);
  const { zone, threat, product, trustGroup, popularityBucket, firstSeenDay, source, hashes } = withLearnt(
    known,
    question,
    answer(question, overrides, feeds),
  );
  if (source.kind === 'none') return null;
  const siblings = Object.entries(hashes).map(([kind, hash]) => [kind, hash.toString('hex')] as const);
  return {
    key: key.toString('hex'),
    zone,
    threat,
    product,
    trustGroup: trustGroup ?? defaultTrustGroup(zone, typeOf(section)),
    popularity: popularityOfBucket(popularityBucket),
    firstSeen: firstSeenDate(firstSeenDay),
    ...(siblings.length === 0 ? {} : { siblings: Object.fromEntries(siblings) }),
    source,
    order: orderOf(source, feeds),
  };
}

/** The place of the source among those that are asked: overrides of the customer, of the provider, feeds by priority. */
function orderOf(source: Exclude<PrefixEntry['source'], { kind: 'none' }>, feeds: View['feeds']): number {
  if (source.kind === 'override') return source.owner === 'customer' ? 0 : 1;
  return 2 + feeds.findIndex(({ facts }) => facts.feed === source.feed);
}

function typeOf(section: SectionLayout): ObjectType {
  return section.name === 'web' ? 'url' : (section.name.split('-')[0] as ObjectType);
}

function kindsOf(section: SectionLayout): readonly ObjectType[] {
  return section.name === 'web' ? ['url', 'domain'] : [typeOf(section)];
}

function envelopeOf(live: LiveGeneration, view: View, type: ObjectType, now: number): Envelope {
  return JSON.parse(`{${envelopeMembers(live, view, type, now).toString()}}`) as Envelope;
}

function listOf(
  { epoch, number, asOf }: LiveGeneration,
  view: View,
  { row }: RegistryEntry,
  section: SectionLayout,
  prefix: Buffer,
): PrefixList {
  const feeds = view.feeds.map((feed) => feed.facts.feed);
  const { customerId } = row;
  return { epoch, generation: number, asOf, customerId, feeds, section: section.name, prefix: prefix.toString('hex') };
}

function moved(): Fault {
  return new Fault('PREFIX_MOVED', 'the list has changed since its first page; begin again without a cursor');
}
