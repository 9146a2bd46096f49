import type { SectionLayout } from '@pksn/domain';
import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS } from '@pksn/domain';
import type { RecordPair } from '@pksn/reputation-index';
import { expressionKey } from '@pksn/web-address';
import { hostExpressions } from './host-expressions';
import type { GuardHit, GuardRules, GuardShelf } from './guard-rules';
import { GUARD_LIMITS } from './guard-rules';
import { PREFIX_BYTES } from './prefix-set';

/** Looks at what turns red, and keeps what is guarded; beyond a thousand it only counts. */
export class GuardWatch {
  count = 0;
  readonly hits: GuardHit[] = [];
  private readonly watchesHosts: boolean;

  /** `expression` gives the text in clear of a key in `web`, or null. */
  constructor(
    private readonly rules: Pick<GuardRules, 'keys'>,
    private readonly expression: (key: Buffer) => string | null,
  ) {
    this.watchesHosts = rules.keys.hashed.has('hosts');
  }

  /** A record that is red now and was not. */
  readonly look = (section: SectionLayout, { after, afterAt }: RecordPair): void => {
    if (section.name === 'ip4' || section.name === 'ip6') {
      const key = after.subarray(afterAt, afterAt + section.keyBytes);
      if (this.rules.keys.networks.get(section.name)?.overlaps(key) === true)
        this.hit(section, after, afterAt, section.name, key);
      return;
    }
    if (this.known(section, after, afterAt, section.name as GuardShelf, afterAt, section.keyBytes)) return;
    if (section.name === 'web') this.lookAtHost(section, after, afterAt);
    else this.lookAtSiblings(section, after, afterAt);
  };

  /** A file, or a certificate, is guarded by any of its hashes. */
  private lookAtSiblings(section: SectionLayout, bytes: Buffer, at: number): void {
    const flags = bytes[at + section.keyBytes + OFFSET_FLAGS] ?? 0;
    for (const { kind, offset, bytes: length } of section.siblings) {
      if ((flags & (kind === 'sha1' ? FLAG_SHA1 : FLAG_MD5)) === 0) continue;
      const shelf = `${section.name.split('-')[0] ?? ''}-${kind}` as GuardShelf;
      if (this.known(section, bytes, at, shelf, at + offset, length)) return;
    }
  }

  private lookAtHost(section: SectionLayout, bytes: Buffer, at: number): void {
    if (!this.watchesHosts) return;
    const text = this.expression(bytes.subarray(at, at + section.keyBytes));
    if (text === null) return;
    for (const expression of hostExpressions(text)) {
      const key = expressionKey(expression);
      if (this.known(section, bytes, at, 'hosts', 0, key.length, key)) return;
    }
  }

  private known(
    section: SectionLayout,
    bytes: Buffer,
    at: number,
    shelf: GuardShelf,
    keyAt: number,
    length: number,
    from: Buffer = bytes,
  ): boolean {
    if (length < PREFIX_BYTES || this.rules.keys.hashed.get(shelf)?.has(from, keyAt) !== true) return false;
    this.hit(section, bytes, at, shelf, from.subarray(keyAt, keyAt + length));
    return true;
  }

  private hit(section: SectionLayout, bytes: Buffer, at: number, shelf: GuardShelf, key: Buffer): void {
    this.count += 1;
    if (this.hits.length >= GUARD_LIMITS.hits) return;
    const object = { section: section.name, key: Buffer.from(bytes.subarray(at, at + section.keyBytes)) };
    this.hits.push({ shelf, key: Buffer.from(key), object });
  }
}
