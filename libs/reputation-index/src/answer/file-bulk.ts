import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS, sectionLayout } from '@pksn/domain';
import { KeyBulk } from '../key-bulk';
import type { SectionStack } from '../section-stack';
import type { FeedView } from './feed-view';
import { FILE_FORMS } from './hash-forms';
import type { HashForm, HashKind } from './hash-forms';
import type { OverrideView } from './override-view';

const STRONGEST = sectionLayout('file-sha256');
const SHA1 = sectionLayout('file-sha1');
const MD5 = sectionLayout('file-md5');
const FLAGS_AT = STRONGEST.keyBytes + OFFSET_FLAGS;
const [SHA1_FLAG, MD5_FLAG] = [FLAG_SHA1, FLAG_MD5];
const BOTH_FLAGS = SHA1_FLAG | MD5_FLAG;
const SHA1_AT = STRONGEST.siblings.find(({ kind }) => kind === 'sha1')?.offset as number;
const MD5_AT = STRONGEST.siblings.find(({ kind }) => kind === 'md5')?.offset as number;

/** What is known of a file of a bulk after `ask`. */
export const FILE_STATE = {
  /** Nothing: the answer is grey, from no source, with no other hash. */
  unknown: 0,
  /** The answer is one record and nothing else: its verdict, and as other hashes the siblings that it names. */
  record: 1,
  /** More than one source or hash may have a say: ask `answer`. */
  ask: 2,
} as const;

/**
 * Many files asked by the same kind of hash. Sorts out those whose answer needs no rule of QUERY-API "Which verdict
 * wins", which are nearly all of them; `answer` remains the one place that knows the rules. One instance serves one
 * bulk after another; what it says is valid until the next.
 */
export class FileBulk {
  /** By index of the key. */
  states = new Uint8Array(0);
  private feedOf = new Uint16Array(0);
  private feeds: readonly FeedView[] = [];
  private readonly bulk = new KeyBulk();

  /** `keys` are whole keys of the kind, one behind the other. Throws SEGMENT_CORRUPT. */
  ask(kind: HashKind, keys: Buffer, overrides: readonly OverrideView[], feeds: readonly FeedView[]): void {
    const form = FILE_FORMS.find((one) => one.kind === kind) as HashForm;
    const { bulk } = this;
    bulk.begin(keys, form.records.keyBytes);
    this.feeds = feeds;
    if (this.states.length < bulk.count) {
      this.states = new Uint8Array(bulk.count);
      this.feedOf = new Uint16Array(bulk.count);
    }
    this.states.fill(FILE_STATE.unknown, 0, bulk.count);
    if (form.records === STRONGEST) this.askStrongest();
    else this.askWeaker(form);
    for (const override of overrides) this.giveWayTo(override);
  }

  get count(): number {
    return this.bulk.count;
  }

  /** The feed whose record is the answer to key `i`; only where the state is `record`. */
  feed(i: number): FeedView {
    return this.feeds[this.feedOf[i] as number] as FeedView;
  }

  /** That record: it begins at `recordAt`. */
  recordBytes(i: number): Buffer {
    return this.bulk.windows[this.bulk.windowOf[i] as number] as Buffer;
  }

  recordAt(i: number): number {
    return this.bulk.at[i] as number;
  }

  /** Where in `recordBytes` the SHA-1 stands that it names as the file's own; -1 where it names none. */
  sha1At(i: number): number {
    return (this.flags(i) & SHA1_FLAG) === 0 ? -1 : this.recordAt(i) + SHA1_AT;
  }

  /** The same for the MD5. */
  md5At(i: number): number {
    return (this.flags(i) & MD5_FLAG) === 0 ? -1 : this.recordAt(i) + MD5_AT;
  }

  key(i: number): Buffer {
    return this.bulk.key(i);
  }

  /** Lets go of the bulk, so that nothing of its generation is kept alive. */
  end(): void {
    this.feeds = [];
    this.bulk.end();
  }

  /** A record of the strongest hash decides alone, unless other hashes or feeds may add to it. */
  private askStrongest(): void {
    const { bulk, states, feedOf, feeds } = this;
    for (let index = 0; index < feeds.length; index++) {
      const stack = (feeds[index] as FeedView).stack(STRONGEST);
      if (stack === null) continue;
      stack.findMany(bulk);
      for (let n = 0; n < bulk.hitCount; n++) {
        const key = bulk.hits[n] as number;
        // Known to an earlier feed, too: that one decides, but this one may name a hash that it lacks.
        states[key] = states[key] === FILE_STATE.unknown ? FILE_STATE.record : FILE_STATE.ask;
        feedOf[key] = index;
      }
      this.closeComplete();
    }
    this.giveWayToWeakerHashes();
  }

  /** A record with both siblings says all that there is to know. */
  private closeComplete(): void {
    const { bulk, states } = this;
    let left = 0;
    for (let n = 0; n < bulk.openCount; n++) {
      const key = bulk.open[n] as number;
      const state = states[key];
      const complete = state === FILE_STATE.record && (this.flags(key) & BOTH_FLAGS) === BOTH_FLAGS;
      if (!complete && state !== FILE_STATE.ask) bulk.open[left++] = key;
    }
    bulk.openCount = left;
  }

  /** A feed before the one that knows the file may know it by a weaker hash; any may learn one hash from another. */
  private giveWayToWeakerHashes(): void {
    const { states, feeds, feedOf } = this;
    const firstWith = (section: typeof SHA1): number => {
      const first = feeds.findIndex((feed) => feed.stack(section) !== null);
      return first < 0 ? feeds.length : first;
    };
    const [firstSha1, firstMd5] = [firstWith(SHA1), firstWith(MD5)];
    if (Math.min(firstSha1, firstMd5) === feeds.length) return;
    for (let key = 0; key < this.bulk.count; key++) {
      if (states[key] !== FILE_STATE.record) continue;
      const flags = this.flags(key);
      const feed = feedOf[key] as number;
      const learns = firstSha1 < feeds.length && (flags & BOTH_FLAGS) === SHA1_FLAG;
      const earlier = ((flags & SHA1_FLAG) !== 0 && firstSha1 < feed) || ((flags & MD5_FLAG) !== 0 && firstMd5 < feed);
      if (learns || earlier) states[key] = FILE_STATE.ask;
    }
  }

  /** A weaker hash that any feed knows may lead to a stronger one. */
  private askWeaker(form: HashForm): void {
    for (const feed of this.feeds) {
      for (const section of [form.aliases, form.records]) {
        const stack = section === null ? null : feed.stack(section);
        if (stack !== null) this.leaveToAnswer(stack);
      }
    }
  }

  private leaveToAnswer(stack: SectionStack): void {
    const { bulk, states } = this;
    stack.findMany(bulk);
    for (let n = 0; n < bulk.hitCount; n++) states[bulk.hits[n] as number] = FILE_STATE.ask;
  }

  /** What an override may name, by any of its hashes, is not ours to answer. */
  private giveWayTo(override: OverrideView): void {
    const { bulk, states } = this;
    const { keys, keyBytes } = bulk;
    for (let key = 0; key < bulk.count; key++) {
      const state = states[key];
      if (state === FILE_STATE.ask) continue;
      if (override.mayKnow(keys, key * keyBytes) || (state === FILE_STATE.record && this.named(override, key)))
        states[key] = FILE_STATE.ask;
    }
  }

  private named(override: OverrideView, key: number): boolean {
    const bytes = this.recordBytes(key);
    const [sha1, md5] = [this.sha1At(key), this.md5At(key)];
    return (sha1 >= 0 && override.mayKnow(bytes, sha1)) || (md5 >= 0 && override.mayKnow(bytes, md5));
  }

  private flags(key: number): number {
    return this.recordBytes(key)[this.recordAt(key) + FLAGS_AT] as number;
  }
}
