import { ALIAS_TARGET_KINDS, Fault, recordFlaw } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { compareKeys, KeyOrder } from './key-order';
import type { SectionCheck } from './section-check';

const FILE = ALIAS_TARGET_KINDS['file-sha256'] << 16;

/** Checks aliases: ascending keys and every rule of `recordFlaw`; the usual alias, to a SHA-256, by one u32 read. */
export class AliasCheck implements SectionCheck {
  private readonly order: KeyOrder;
  private readonly usualHead: number;

  constructor(
    private readonly layout: SectionLayout,
    private readonly removalsAllowed: boolean,
  ) {
    this.order = new KeyOrder(layout.name, layout.keyBytes);
    const toCertificate = layout.name === 'alias-certificate-sha1';
    this.usualHead = toCertificate ? ALIAS_TARGET_KINDS['certificate-sha256'] << 16 : FILE;
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
      if (view.getUint32(at + keyBytes) !== this.usualHead) this.requireFlawless(bytes, at);
    }
    this.order.end(bytes, bytes.length - recordBytes);
    return bytes.length / recordBytes;
  }

  finish(): void {
    // An alias section has no rule of the whole: its count follows from its size.
  }

  private requireFlawless(bytes: Buffer, at: number): void {
    if (recordFlaw(this.layout, bytes, at, this.removalsAllowed) === null) return;
    const key = bytes.toString('hex', at, at + this.layout.keyBytes);
    throw new Fault('PACKAGE_RECORD', `the alias ${key} of ${this.layout.name} breaks a rule of its section`);
  }
}
