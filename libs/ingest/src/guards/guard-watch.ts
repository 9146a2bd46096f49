import type { SectionLayout } from '@pksn/domain';
import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS } from '@pksn/domain';
import type { RecordPair } from '@pksn/reputation-index';
import { expressionKey } from '@pksn/web-address';
import { hostExpressions } from './host-expressions';
import type { GuardHit, GuardRules, GuardShelf } from './guard-rules';
import { GUARD_LIMITS } from './guard-rules';
import { PREFIX_BYTES } from './prefix-set';

interface Met {
  readonly shelf: GuardShelf;
  readonly key: Buffer;
}

/** Looks at what turns red, and keeps what is guarded; beyond a thousand it only counts. */
export class GuardWatch {
  count = 0;
  readonly hits: GuardHit[] = [];
  private readonly watchesHosts: boolean;
  /** Nothing is guarded. */
  private readonly isIdle: boolean;

  /**
   * `expression` gives the text in clear of a key in `web`, or null; `behind` says whether somebody else calls an object
   * red of which the feed says nothing any longer.
   */
  constructor(
    private readonly rules: Pick<GuardRules, 'keys'>,
    private readonly expression: (key: Buffer) => string | null,
    private readonly behind: (section: SectionLayout, key: Buffer) => boolean,
  ) {
    this.watchesHosts = rules.keys.hashed.has('hosts');
    this.isIdle = rules.keys.hashed.size === 0 && rules.keys.networks.size === 0;
  }

  /** A record that is red now and was not. */
  readonly look = (section: SectionLayout, { after, afterAt }: RecordPair): void => {
    const met = this.met(section, after, afterAt);
    if (met !== null) this.hit(section, after, afterAt, met);
  };

  /** A record that is gone and was not red. */
  readonly lookBehind = (section: SectionLayout, { before, beforeAt }: RecordPair): void => {
    const met = this.met(section, before, beforeAt);
    if (met === null) return;
    const key = Buffer.from(before.subarray(beforeAt, beforeAt + section.keyBytes));
    if (this.behind(section, key)) this.hit(section, key, 0, met);
  };

  private met(section: SectionLayout, bytes: Buffer, at: number): Met | null {
    if (this.isIdle) return null;
    const { name, keyBytes } = section;
    if (name === 'ip4' || name === 'ip6') {
      const key = bytes.subarray(at, at + keyBytes);
      return this.rules.keys.networks.get(name)?.overlaps(key) === true ? met(name, key) : null;
    }
    const own = this.known(name as GuardShelf, bytes, at, keyBytes);
    if (own !== null) return own;
    return name === 'web' ? this.hostOf(section, bytes, at) : this.siblingOf(section, bytes, at);
  }

  /** A file, or a certificate, is guarded by any of its hashes. */
  private siblingOf(section: SectionLayout, bytes: Buffer, at: number): Met | null {
    const flags = bytes[at + section.keyBytes + OFFSET_FLAGS] ?? 0;
    for (const { kind, offset, bytes: length } of section.siblings) {
      if ((flags & (kind === 'sha1' ? FLAG_SHA1 : FLAG_MD5)) === 0) continue;
      const shelf = `${section.name.split('-')[0] ?? ''}-${kind}` as GuardShelf;
      const found = this.known(shelf, bytes, at + offset, length);
      if (found !== null) return found;
    }
    return null;
  }

  private hostOf(section: SectionLayout, bytes: Buffer, at: number): Met | null {
    if (!this.watchesHosts) return null;
    const text = this.expression(bytes.subarray(at, at + section.keyBytes));
    for (const expression of text === null ? [] : hostExpressions(text)) {
      const key = expressionKey(expression);
      const found = this.known('hosts', key, 0, key.length);
      if (found !== null) return found;
    }
    return null;
  }

  private known(shelf: GuardShelf, bytes: Buffer, at: number, length: number): Met | null {
    if (length < PREFIX_BYTES || this.rules.keys.hashed.get(shelf)?.has(bytes, at) !== true) return null;
    return met(shelf, bytes.subarray(at, at + length));
  }

  private hit(section: SectionLayout, bytes: Buffer, at: number, { shelf, key }: Met): void {
    this.count += 1;
    if (this.hits.length >= GUARD_LIMITS.hits) return;
    const object = { section: section.name, key: Buffer.from(bytes.subarray(at, at + section.keyBytes)) };
    this.hits.push({ shelf, key, object });
  }
}

function met(shelf: GuardShelf, key: Buffer): Met {
  return { shelf, key: Buffer.from(key) };
}
