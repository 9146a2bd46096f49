import { OFFSET_ALIAS_KIND, OFFSET_ALIAS_TARGET, OFFSET_FLAGS } from '@pksn/domain';
import { compareKeys } from '../key-order';
import type { FeedSource } from './feed-source';
import { SIBLING_FLAGS } from './hash-forms';
import type { HashForm } from './hash-forms';

const NOT_ASKED = -2;
const ABSENT = -1;
/** At least the width of every record. */
const SLOT_BYTES = 128;

/**
 * The hashes that are known of one object, over all visible feeds in their order, and each feed's record under each
 * of them. QUERY-API "Which verdict wins": a weak hash leads to a stronger one only through a record that names the
 * weak hash as its own; a record whose siblings contradict a hash that is already known adds nothing; and a hash
 * learned as a sibling leads no further up. One instance serves one question after another.
 */
export class HashIdentity {
  /** By form, strongest first; null where not known. */
  readonly known: (Buffer | null)[] = [];
  /** The feeds' records, copied, because a segment keeps only the last one found. */
  records = Buffer.alloc(0);
  private readonly places: number[] = [];
  private forms: readonly HashForm[] = [];
  private feeds: readonly FeedSource[] = [];

  /** Begins a question for `key`, a hash of the form with index `asked`. */
  begin(forms: readonly HashForm[], feeds: readonly FeedSource[], asked: number, key: Buffer): void {
    this.forms = forms;
    this.feeds = feeds;
    const slots = forms.length * feeds.length;
    if (this.records.length < slots * SLOT_BYTES) this.records = Buffer.alloc(slots * SLOT_BYTES);
    for (let slot = 0; slot < slots; slot++) this.places[slot] = NOT_ASKED;
    for (let form = 0; form < forms.length; form++) this.known[form] = form === asked ? key : null;
    this.climb(asked);
    for (let form = 0; form < forms.length; form++) this.gatherSiblings(form);
  }

  /** Byte offset in `records` of the feed's record under the known hash of this form, or -1. */
  recordOf(feed: number, form: number): number {
    const slot = feed * this.forms.length + form;
    const place = this.places[slot] as number;
    if (place !== NOT_ASKED) return place;
    const key = this.known[form] ?? null;
    if (key === null) return ABSENT;
    const stack = (this.feeds[feed] as FeedSource).stack((this.forms[form] as HashForm).records);
    const at = stack === null ? ABSENT : stack.find(key);
    if (stack === null || at < 0) return (this.places[slot] = ABSENT);
    stack.window.copy(this.records, slot * SLOT_BYTES, at, at + stack.section.recordBytes);
    return (this.places[slot] = slot * SLOT_BYTES);
  }

  /** From the hash asked, and from those that it leads to, to stronger ones. */
  private climb(asked: number): void {
    for (let level = asked; level > 0; level--) {
      if (this.known[level] === null || this.allKnown(0, level)) continue;
      for (const feed of this.feeds) this.follow(feed, level);
    }
  }

  private follow(feed: FeedSource, level: number): void {
    const { aliases } = this.forms[level] as HashForm;
    const stack = aliases === null ? null : feed.stack(aliases);
    const at = stack === null ? ABSENT : stack.find(this.known[level] as Buffer);
    if (stack === null || at < 0) return;
    const value = at + stack.section.keyBytes;
    const kind = stack.window[value + OFFSET_ALIAS_KIND];
    const target = this.forms.findIndex((form, index) => index < level && form.targetKind === kind);
    if (target < 0 || this.known[target] !== null) return;
    const { records } = this.forms[target] as HashForm;
    const from = value + OFFSET_ALIAS_TARGET;
    const key = copyOf(stack.window, from, from + records.keyBytes);
    const targets = feed.stack(records);
    const found = targets === null ? ABSENT : targets.find(key);
    if (targets === null || found < 0 || !this.names(target, targets.window, found, level)) return;
    if (this.contradicts(target, targets.window, found)) return;
    this.known[target] = key;
    this.learnSiblings(target, targets.window, found);
  }

  private gatherSiblings(form: number): void {
    if ((this.known[form] ?? null) === null || (this.forms[form] as HashForm).records.siblings.length === 0) return;
    for (let feed = 0; feed < this.feeds.length; feed++) {
      if (this.allKnown(form + 1, this.forms.length)) return;
      const at = this.recordOf(feed, form);
      if (at >= 0 && !this.contradicts(form, this.records, at)) this.learnSiblings(form, this.records, at);
    }
  }

  private allKnown(from: number, to: number): boolean {
    for (let form = from; form < to; form++) if (this.known[form] === null) return false;
    return true;
  }

  /** Whether the record of form `form` at `at` names the known hash of `weaker` as its sibling. */
  private names(form: number, bytes: Buffer, at: number, weaker: number): boolean {
    const place = this.siblingAt(form, bytes, at, weaker);
    const known = this.known[weaker] as Buffer;
    return place >= 0 && compareKeys(bytes, place, known, 0, known.length) === 0;
  }

  private contradicts(form: number, bytes: Buffer, at: number): boolean {
    for (let weaker = form + 1; weaker < this.forms.length; weaker++) {
      const claims = this.known[weaker] !== null && this.siblingAt(form, bytes, at, weaker) >= 0;
      if (claims && !this.names(form, bytes, at, weaker)) return true;
    }
    return false;
  }

  private learnSiblings(form: number, bytes: Buffer, at: number): void {
    for (let weaker = form + 1; weaker < this.forms.length; weaker++) {
      if (this.known[weaker] !== null) continue;
      const from = this.siblingAt(form, bytes, at, weaker);
      if (from >= 0) this.known[weaker] = copyOf(bytes, from, from + (this.forms[weaker] as HashForm).records.keyBytes);
    }
  }

  /** Where the record names its sibling of form `weaker`, or -1. */
  private siblingAt(form: number, bytes: Buffer, at: number, weaker: number): number {
    const { records } = this.forms[form] as HashForm;
    const { kind } = this.forms[weaker] as HashForm;
    const flags = bytes[at + records.keyBytes + OFFSET_FLAGS] as number;
    for (const slot of records.siblings) {
      if (slot.kind === kind) return (flags & SIBLING_FLAGS[slot.kind]) === 0 ? ABSENT : at + slot.offset;
    }
    return ABSENT;
  }
}

function copyOf(bytes: Buffer, from: number, to: number): Buffer {
  const copy = Buffer.allocUnsafe(to - from);
  bytes.copy(copy, 0, from, to);
  return copy;
}
