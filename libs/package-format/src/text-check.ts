import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { Fault, isPlainName } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { compareKeys, KeyOrder } from './key-order';
import type { NameKeys } from './name-keys';
import type { SectionCheck } from './section-check';
import { forEachTextSpan } from './text-entries';

/**
 * Checks `names` (UTF-8, key = first 8 bytes of SHA-256) or `texts` (printable ASCII without spaces, as canonical
 * expressions are; key = SHA-256), and collects the keys of names.
 */
export class TextCheck implements SectionCheck {
  private readonly order: KeyOrder;
  private seen = 0;

  constructor(
    private readonly layout: SectionLayout,
    private readonly declaredRecords: number,
    private readonly names: NameKeys | null,
  ) {
    this.order = new KeyOrder(layout.name, layout.keyBytes);
  }

  chunk(bytes: Buffer): number {
    let previous = -1;
    const count = forEachTextSpan(bytes, this.layout, (keyAt, from, to) => {
      if (previous === -1) this.order.begin(bytes);
      else if (compareKeys(bytes, previous, keyAt, this.layout.keyBytes) >= 0) throw this.order.fault();
      previous = keyAt;
      this.requireText(bytes, keyAt, from, to);
      if (this.names?.add(bytes.readUInt32BE(keyAt), bytes.readUInt32BE(keyAt + 4)) === false) throw this.miscount();
    });
    this.order.end(bytes, previous);
    this.seen += count;
    return count;
  }

  finish(): void {
    if (this.seen !== this.declaredRecords) throw this.miscount();
  }

  private requireText(bytes: Buffer, keyAt: number, from: number, to: number): void {
    const text = bytes.subarray(from, to);
    const digest = hash('sha256', text, 'buffer');
    if (digest.compare(bytes, keyAt, keyAt + this.layout.keyBytes, 0, this.layout.keyBytes) !== 0) {
      throw new Fault('PACKAGE_NAME', `a text in ${this.layout.name} does not match its key`);
    }
    const legal = this.layout.name === 'names' ? isName(text) : isExpression(text);
    if (!legal) throw new Fault('PACKAGE_NAME', `a text in ${this.layout.name} has illegal characters`);
  }

  private miscount(): Fault {
    return new Fault('PACKAGE_COUNTS', `${this.layout.name} does not hold ${this.declaredRecords} entries`);
  }
}

function isName(text: Buffer): boolean {
  for (const byte of text) {
    if (byte >= 0x80) return isUtf8(text) && isPlainName(text.toString('utf8'));
    if (byte < 0x20 || byte === 0x7f) return false;
  }
  return true;
}

function isExpression(text: Buffer): boolean {
  for (const byte of text) if (byte <= 0x20 || byte >= 0x7f) return false;
  return true;
}
