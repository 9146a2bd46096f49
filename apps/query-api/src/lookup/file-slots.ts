import { OFFSET_ZONE } from '@pksn/domain';
import { FILE_STATE, FileBulk, answer } from '@pksn/reputation-index';
import type { FeedView, FileQuestion, HashKind } from '@pksn/reputation-index';
import type { AskedCounts } from '../statistics/asked-counts';
import { withLearnt } from '@pksn/lookup';
import { LearntFiles, isLearnt } from '../contributions/learnt-files';
import type { View } from '../generation/live-generation';
import type { RequestLimits } from '../restrictions/service-restrictions';
import { writeErrorSlot, writeReputation } from './answer-text';
import type { FileList } from './file-list';
import { JsonBytes } from './json-bytes';
import type { Asked } from '@pksn/lookup';
import { RecordTexts } from './record-texts';

/** Characters between the last digit of one hash and the first of the next. */
const [TO_SHA1, TO_MD5] = ['","sha1":"'.length, '","md5":"'.length];
const [SHA256_BYTES, SHA1_BYTES, MD5_BYTES] = [32, 20, 16];
const ZONE_AT = SHA256_BYTES + OFFSET_ZONE;
const { record: RECORD, unknown: UNKNOWN, ask: ASK } = FILE_STATE;

/** A slot that says that nothing is known, and where the digits of the hash asked stand in it. */
const UNKNOWN_SLOTS: Readonly<
  Record<HashKind, { readonly text: Buffer; readonly digitsAt: number; readonly keyBytes: number }>
> = {
  sha256: unknownSlot('sha256', 32),
  sha1: unknownSlot('sha1', 20),
  md5: unknownSlot('md5', 16),
};

/** The results of a bulk that asks for nothing but files by one kind of hash: the same text as slot by slot. */
export class FileSlots {
  private readonly bulk = new FileBulk();
  private readonly texts = new WeakMap<FeedView, RecordTexts>();

  constructor(
    private readonly counts: AskedCounts,
    private readonly learnt = new LearntFiles(),
  ) {}

  /** Writes one slot after another, in the order asked, with commas between them. */
  write(out: JsonBytes, { kind, keys }: FileList, view: View, limits: RequestLimits | null = null): void {
    const { bulk } = this;
    const { text, digitsAt, keyBytes } = UNKNOWN_SLOTS[kind];
    const count = keys.length / keyBytes;
    const { known } = this.learnt;
    const learntKeys = kind === 'sha256' ? known : null;
    const refusal = limits?.('file') ?? null;
    if (refusal !== null) {
      for (let i = 0; i < count; i++) writeErrorSlot(i === 0 ? out : out.raw(','), refusal);
      return;
    }
    bulk.ask(kind, keys, view.overrides, view.feeds);
    for (let i = 0; i < count; i++) {
      const learnt = learntKeys !== null && isLearnt(learntKeys, keys, i * SHA256_BYTES);
      const state = learnt ? ASK : bulk.states[i];
      if (state === UNKNOWN) {
        out.hexAt(out.template(text) + digitsAt, keys, i * keyBytes, keyBytes);
        this.counts.sawUnknownFile(keys, i * keyBytes, keyBytes);
      } else if (state === RECORD) this.writeRecord(out, keys, i);
      else {
        const question: FileQuestion = { type: 'file', hashKind: kind, key: bulk.key(i) };
        const finding = answer(question, view.overrides, view.feeds);
        this.counts.saw(askedOf(question), finding.zone);
        writeReputation(out.raw('{'), askedOf(question), withLearnt(known, question, finding));
        out.raw('},');
      }
    }
    bulk.end();
    if (count > 0) out.withoutLast();
  }

  private writeRecord(out: JsonBytes, keys: Buffer, i: number): void {
    const { bulk } = this;
    const feed = bulk.feed(i);
    const bytes = bulk.recordBytes(i);
    const at = bulk.recordAt(i);
    const texts = this.textsOf(feed);
    this.counts.sawFile(bytes[at + ZONE_AT] as number);
    let digits = out.template(texts.verdict(bytes, at)) + UNKNOWN_SLOTS.sha256.digitsAt;
    out.hexAt(digits, keys, i * SHA256_BYTES, SHA256_BYTES);
    digits += SHA256_BYTES * 2;
    const [sha1At, md5At] = [bulk.sha1At(i), bulk.md5At(i)];
    if (sha1At >= 0) {
      digits += TO_SHA1;
      out.hexAt(digits, bytes, sha1At, SHA1_BYTES);
      digits += SHA1_BYTES * 2;
    }
    if (md5At >= 0) out.hexAt(digits + TO_MD5, bytes, md5At, MD5_BYTES);
    out.encoded(texts.circumstancesOf(bytes, at));
  }

  private textsOf(feed: FeedView): RecordTexts {
    let texts = this.texts.get(feed);
    if (texts === undefined) this.texts.set(feed, (texts = new RecordTexts(feed)));
    return texts;
  }
}

function askedOf(question: FileQuestion): Asked {
  return { type: 'file', question, named: '' };
}

function unknownSlot(kind: HashKind, keyBytes: number): { text: Buffer; digitsAt: number; keyBytes: number } {
  const question: FileQuestion = { type: 'file', hashKind: kind, key: Buffer.alloc(keyBytes) };
  const out = new JsonBytes().raw('{');
  writeReputation(out, askedOf(question), answer(question, [], []));
  const text = out.raw('},').take();
  return { text, digitsAt: text.indexOf(`"${kind}":"`) + `"${kind}":"`.length, keyBytes };
}
