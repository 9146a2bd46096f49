import { FLAG_MD5, FLAG_SHA1, sectionLayout } from '@pksn/domain';
import { OFFSET_FIRST_SEEN, OFFSET_FLAGS, OFFSET_POPULARITY, OFFSET_PRODUCT, OFFSET_THREAT } from '@pksn/domain';
import { wordAt } from '@pksn/reputation-index';
import type { FeedView, Finding } from '@pksn/reputation-index';
import { writeCircumstances, writeVerdict } from './answer-text';
import { JsonBytes } from './json-bytes';
import { KeptTexts } from './kept-texts';
import type { Asked } from '@pksn/lookup';

const FILES = sectionLayout('file-sha256');
const ZONE_AT = FILES.keyBytes;
const FLAGS_AT = FILES.keyBytes + OFFSET_FLAGS;
const POPULARITY_AT = FILES.keyBytes + OFFSET_POPULARITY;
const FIRST_SEEN_AT = FILES.keyBytes + OFFSET_FIRST_SEEN;
const THREAT_AT = FILES.keyBytes + OFFSET_THREAT;
const PRODUCT_AT = FILES.keyBytes + OFFSET_PRODUCT;
const [SHA1, MD5] = [FLAG_SHA1, FLAG_MD5];

/** What the text is made with in place of hashes; whoever uses it writes digits over its zeros. */
const ASKED: Asked = { type: 'file', question: { type: 'file', hashKind: 'sha256', key: Buffer.alloc(32) }, named: '' };
const ZEROS = { sha1: Buffer.alloc(20), md5: Buffer.alloc(16) };

const WORDS = 5;
/** In the loop over a bulk an import costs more than what is done with it. */
const word = wordAt;

/**
 * The slots of a bulk's results for the file-sha256 records of one feed, in two pieces that many records share: the
 * verdict, with zeros in place of the hashes, and the circumstances, up to the comma before the next slot.
 */
export class RecordTexts {
  private readonly out = new JsonBytes();
  private readonly words = new Int32Array(WORDS);
  private readonly verdicts = new KeptTexts(WORDS);
  private readonly circumstances = new KeptTexts(1);

  constructor(private readonly feed: FeedView) {}

  /** The beginning of the slot of the record at `at`: what writeVerdict writes of it. */
  verdict(bytes: Buffer, at: number): Buffer {
    const { words, verdicts } = this;
    const value = ((bytes[at + ZONE_AT] as number) << 8) | (bytes[at + FLAGS_AT] as number);
    words[0] = value;
    words[1] = word(bytes, at + THREAT_AT);
    words[2] = word(bytes, at + THREAT_AT + 4);
    words[3] = word(bytes, at + PRODUCT_AT);
    words[4] = word(bytes, at + PRODUCT_AT + 4);
    const kept = verdicts.find(words);
    if (kept !== null) return kept;
    const sha1 = (value & SHA1) === 0 ? {} : { sha1: ZEROS.sha1 };
    const md5 = (value & MD5) === 0 ? {} : { md5: ZEROS.md5 };
    writeVerdict(this.out.begin().raw('{'), ASKED, this.finding(bytes, at, { ...sha1, ...md5 }));
    return verdicts.keep(words, this.out.take());
  }

  /** The rest of the slot: what writeCircumstances writes of it. */
  circumstancesOf(bytes: Buffer, at: number): Buffer {
    const { words, circumstances } = this;
    const days = ((bytes[at + FIRST_SEEN_AT] as number) << 8) | (bytes[at + FIRST_SEEN_AT + 1] as number);
    words[0] = ((bytes[at + POPULARITY_AT] as number) << 16) | days;
    const kept = circumstances.find(words);
    if (kept !== null) return kept;
    writeCircumstances(this.out.begin(), this.finding(bytes, at, {}));
    return circumstances.keep(words, this.out.raw('},').take());
  }

  private finding(bytes: Buffer, at: number, hashes: Finding['hashes']): Finding {
    return { ...this.feed.verdictOf(FILES, bytes, at), hashes, matched: null };
  }
}
