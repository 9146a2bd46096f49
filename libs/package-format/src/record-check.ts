import {
  Fault,
  FLAG_MD5,
  FLAG_SHA1,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  recordFlaw,
  REMOVE_BIT,
  zoneIsLegal,
} from '@pksn/domain';
import type { ObjectType, SectionLayout, SectionName } from '@pksn/domain';
import { compareKeys, KeyOrder } from './key-order';
import type { NameLookup } from './name-lookup';
import { PrefixLengths } from './prefix-lengths';
import type { SectionCheck } from './section-check';

const OBJECT_OF: Partial<Record<SectionName, ObjectType>> = {
  web: 'url',
  'certificate-sha256': 'certificate',
  'certificate-sha1': 'certificate',
  software: 'software',
};

// Own constants, because an import is a property read in the compiled code and the loop runs once per record.
const REMOVE = REMOVE_BIT;
const THREAT_AT = OFFSET_THREAT;
const PRODUCT_AT = OFFSET_PRODUCT;

/**
 * Checks records: ascending keys, every rule of `recordFlaw`, known names, declared prefix lengths. The loop judges a
 * usual `put` by a few u32 reads and leaves everything else to `recordFlaw`, so that 10 million records take about a
 * second; a test compares the two on random records.
 */
export class RecordCheck implements SectionCheck {
  private readonly order: KeyOrder;
  private readonly prefixes: PrefixLengths | null;
  private readonly legalZones: number;
  private readonly legalFlags: number;
  private readonly slots: readonly { readonly offset: number; readonly bytes: number; readonly flag: number }[];

  constructor(
    private readonly layout: SectionLayout,
    private readonly removalsAllowed: boolean,
    private readonly names: NameLookup,
    prefixLengths: readonly number[] | null,
  ) {
    this.order = new KeyOrder(layout.name, layout.keyBytes);
    this.prefixes = prefixLengths === null ? null : new PrefixLengths(layout, prefixLengths);
    const type = OBJECT_OF[layout.name] ?? 'file';
    // Bit n is set when zone code n is legal; red and green always are.
    this.legalZones =
      0b10010 | (zoneIsLegal('orange', type) ? 0b00100 : 0) | (zoneIsLegal('yellow', type) ? 0b01000 : 0);
    this.slots = layout.siblings.map(({ kind, offset, bytes }) => {
      return { offset, bytes, flag: kind === 'sha1' ? FLAG_SHA1 : FLAG_MD5 };
    });
    this.legalFlags = this.slots.reduce((sum, slot) => sum | slot.flag, 0x07);
  }

  chunk(bytes: Buffer): number {
    const { keyBytes, recordBytes } = this.layout;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.order.begin(bytes);
    let previous = -1;
    for (let at = 0; at < bytes.length; at += recordBytes) {
      const high = view.getUint32(at);
      if (high <= previous && (high < previous || compareKeys(bytes, at - recordBytes, at, keyBytes) >= 0)) {
        throw this.order.fault();
      }
      previous = high;
      if (this.prefixes !== null || !this.isUsual(view, at)) this.requireFlawless(bytes, at);
      if ((view.getUint8(at + keyBytes) & REMOVE) === 0) this.requireNames(view, at + keyBytes);
    }
    this.order.end(bytes, bytes.length - recordBytes);
    return bytes.length / recordBytes;
  }

  finish(): void {
    this.prefixes?.finish();
  }

  /** True only for a put that `recordFlaw` would pass; false says nothing. */
  private isUsual(view: DataView, at: number): boolean {
    const value = at + this.layout.keyBytes;
    const head = view.getUint32(value);
    const zone = head >>> 24;
    const flags = (head >>> 16) & 0xff;
    if (zone > 4 || ((this.legalZones >>> zone) & 1) === 0) return false;
    if ((flags & 7) > 4 || (flags & ~this.legalFlags) !== 0 || (head & 0xc0ff) !== 0) return false;
    if ((view.getUint32(value + 4) & 0xffff) !== 0) return false;
    for (const { offset, bytes, flag } of this.slots) {
      // A present hash whose first word is zero is left to the full check.
      const present = (flags & flag) !== 0;
      if (present ? view.getUint32(at + offset) === 0 : !isZero(view, at + offset, bytes)) return false;
    }
    return true;
  }

  private requireFlawless(bytes: Buffer, at: number): void {
    const flaw = recordFlaw(this.layout, bytes, at, this.removalsAllowed);
    if (flaw !== null) {
      const code = flaw === 'zone' ? 'PACKAGE_ZONE' : 'PACKAGE_RECORD';
      const key = bytes.toString('hex', at, at + this.layout.keyBytes);
      throw new Fault(code, `the record ${key} of ${this.layout.name} breaks a rule of its section`);
    }
    this.prefixes?.require(bytes, at);
  }

  private requireNames(view: DataView, value: number): void {
    this.names.require(view.getUint32(value + THREAT_AT), view.getUint32(value + THREAT_AT + 4), 0);
    this.names.require(view.getUint32(value + PRODUCT_AT), view.getUint32(value + PRODUCT_AT + 4), 1);
  }
}

function isZero(view: DataView, from: number, bytes: number): boolean {
  for (let at = from; at < from + bytes; at += 4) if (view.getUint32(at) !== 0) return false;
  return true;
}
