import { TRUST_GROUPS, codeOfZone } from '@pksn/domain';
import type { TrustGroup, Zone } from '@pksn/domain';
import type { AnswerSource, Envelope } from '../reputation';
import {
  ANSWER_HEAD_BYTES,
  ANSWER_MAGIC,
  COVERAGE_CODES,
  ERROR_SLOT,
  FLAG_GLOBAL,
  FLAG_STALE,
  HEAD,
  PACKED_VERSION,
  SLOT,
  SLOT_BYTES,
  SLOT_HASHES,
  SOURCE,
  SOURCE_BYTES,
  SOURCE_CODES,
} from './packed-format';
import { PackedTexts } from './packed-texts';

const MOST_HASH_BYTES = SLOT_HASHES.reduce((sum, { bytes }) => sum + bytes, 0);
/** In the loop over a bulk an import costs more than what is done with it. */
const [WIDTH, AT] = [SLOT_BYTES, SLOT];

/** What a slot says, in words. */
export interface PackedVerdict {
  readonly zone: Zone;
  readonly trustGroup: TrustGroup | null;
  /** 0 is unknown, n stands for 2^(n-1) or more. */
  readonly popularityBucket: number;
  /** Days since 1970-01-01, 0 is unknown. */
  readonly firstSeenDay: number;
  readonly threat: string | null;
  readonly product: string | null;
  readonly matched: string | null;
  readonly source: AnswerSource;
}

/** Writes packed answers, one after another: `begin`, then slot by slot in the order asked, then `finish`. */
export class PackedAnswerWriter {
  private slots = Buffer.alloc(0);
  private view = new DataView(new ArrayBuffer(0));
  private hashes = Buffer.alloc(0);
  private slotEnd = 0;
  private hashEnd = 0;
  private readonly texts = new PackedTexts();
  private readonly sources = new Map<AnswerSource, number>();

  begin(objects: number): void {
    if (this.slots.length < objects * WIDTH) {
      this.slots = Buffer.allocUnsafeSlow(objects * WIDTH);
      this.view = new DataView(this.slots.buffer);
      this.hashes = Buffer.allocUnsafeSlow(objects * MOST_HASH_BYTES);
    }
    this.slots.fill(0, 0, objects * WIDTH);
    this.slotEnd = 0;
    this.hashEnd = 0;
    this.texts.begin();
    this.sources.clear();
  }

  /** A slot that says that nothing is known. */
  unknown(): void {
    this.slotEnd += WIDTH;
  }

  verdict(verdict: PackedVerdict): void {
    const { zone, trustGroup, popularityBucket, firstSeenDay, threat, product, source } = verdict;
    const group = trustGroup === null ? 0 : TRUST_GROUPS.indexOf(trustGroup) + 1;
    this.codes(codeOfZone(zone), group, popularityBucket, firstSeenDay, threat, product, source);
    this.view.setUint16(this.slotEnd - WIDTH + AT.matched, this.texts.numberOf(verdict.matched));
  }

  /** A verdict without an expression or network; zone and trust group as records have them. */
  codes(
    zone: number,
    trustGroup: number,
    popularityBucket: number,
    firstSeenDay: number,
    threat: string | null,
    product: string | null,
    source: AnswerSource,
  ): void {
    const { view, texts, slotEnd: at } = this;
    view.setUint8(at + AT.zone, zone);
    view.setUint8(at + AT.trustGroup, trustGroup);
    view.setUint8(at + AT.popularity, popularityBucket);
    view.setUint16(at + AT.firstSeen, firstSeenDay);
    view.setUint16(at + AT.threat, texts.numberOf(threat));
    view.setUint16(at + AT.product, texts.numberOf(product));
    view.setUint16(at + AT.source, this.numberOf(source));
    this.slotEnd = at + WIDTH;
  }

  /** Adds another hash of the last slot's object: `SLOT_HASHES[which]`, in that order. It stands at `from`. */
  hash(which: 0 | 1 | 2, bytes: Uint8Array, from = 0): void {
    const { bit, bytes: length } = SLOT_HASHES[which];
    const { hashes, hashEnd } = this;
    for (let i = 0; i < length; i++) hashes[hashEnd + i] = bytes[from + i] as number;
    this.hashEnd = hashEnd + length;
    const at = this.slotEnd - WIDTH + AT.hashes;
    this.view.setUint8(at, this.view.getUint8(at) | bit);
  }

  /** The slot of an object that could not be asked. */
  error(code: string, detail: string): void {
    const { view, texts, slotEnd: at } = this;
    view.setUint8(at + AT.zone, ERROR_SLOT);
    view.setUint16(at + AT.threat, texts.numberOf(code));
    view.setUint16(at + AT.product, texts.numberOf(detail));
    this.slotEnd = at + WIDTH;
  }

  /** The whole answer, in memory of its own. */
  finish({ epoch, generation, asOf, stale, coverage, infrastructure }: Envelope): Buffer {
    const { slotEnd, hashEnd, texts, sources } = this;
    const packedSources = [...sources.keys()].map((source) => this.packedSource(source));
    const sourcesAt = ANSWER_HEAD_BYTES + slotEnd + hashEnd;
    const textsAt = sourcesAt + packedSources.length * SOURCE_BYTES;
    const out = Buffer.allocUnsafeSlow(textsAt + texts.sizeBytes).fill(0, 0, ANSWER_HEAD_BYTES);
    out.writeUInt32BE(ANSWER_MAGIC);
    out[HEAD.version] = PACKED_VERSION;
    out[HEAD.flags] = (stale ? FLAG_STALE : 0) | (infrastructure === 'global' ? FLAG_GLOBAL : 0);
    out[HEAD.coverage] = COVERAGE_CODES.indexOf(coverage);
    out.writeBigUInt64BE(BigInt(generation), HEAD.generation);
    out.writeBigUInt64BE(BigInt(Date.parse(asOf)), HEAD.asOf);
    out.write(epoch.replaceAll('-', ''), HEAD.epoch, 'hex');
    out.writeUInt16BE(slotEnd / WIDTH, HEAD.objects);
    out.writeUInt16BE(packedSources.length, HEAD.sources);
    out.writeUInt16BE(texts.count, HEAD.texts);
    out.writeUInt32BE(hashEnd, HEAD.hashBytes);
    out.writeUInt32BE(texts.sizeBytes, HEAD.textBytes);
    out.set(this.slots.subarray(0, slotEnd), ANSWER_HEAD_BYTES);
    out.set(this.hashes.subarray(0, hashEnd), ANSWER_HEAD_BYTES + slotEnd);
    packedSources.forEach((bytes, i) => out.set(bytes, sourcesAt + i * SOURCE_BYTES));
    texts.write(out, textsAt);
    return out;
  }

  /** Sources are the same object wherever they come up: one per feed and override. */
  private numberOf(source: AnswerSource): number {
    if (source.kind === 'none') return 0;
    let number = this.sources.get(source);
    if (number === undefined) {
      this.texts.numberOf(source.kind === 'feed' ? source.feed : source.reason);
      this.sources.set(source, (number = this.sources.size + 1));
    }
    return number;
  }

  private packedSource(source: AnswerSource): Buffer {
    const bytes = Buffer.alloc(SOURCE_BYTES);
    if (source.kind === 'none') return bytes;
    bytes[SOURCE.kind] = SOURCE_CODES[source.kind === 'feed' ? 'feed' : source.owner];
    bytes.writeUInt16BE(this.texts.numberOf(source.kind === 'feed' ? source.feed : source.reason), SOURCE.text);
    if (source.kind === 'feed') bytes.writeBigUInt64BE(BigInt(source.version), SOURCE.version);
    return bytes;
  }
}
