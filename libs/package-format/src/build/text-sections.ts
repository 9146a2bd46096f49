import { copyBytes } from './sort/copy-bytes';
import { createHash } from 'node:crypto';
import { Fault, isPlainName, NAME_LIMIT_BYTES, nameKey, sectionLayout, TEXT_LIMIT_BYTES } from '@pksn/domain';
import { BatchCursor } from './sort/batch-cursor';
import { BatchOutput } from './sort/batch-output';
import { compareAt, sectionForm } from './sort/item-form';
import type { ItemForm } from './sort/item-form';
import type { ItemSorter } from './sort/item-sorter';

const CACHED_NAMES = 1 << 15;
const TEXT_LENGTH_BYTES = 2;

function addText(sorter: ItemSorter, scratch: Buffer, key: Buffer, text: string, encoding: 'utf8' | 'latin1'): void {
  const at = key.length + TEXT_LENGTH_BYTES;
  key.copy(scratch, 0);
  const length = scratch.write(text, at, encoding);
  scratch.writeUInt16BE(length, key.length);
  sorter.add(scratch, at + length);
}

/** The section `names` as it grows with the rows. Few rows bring a new name, so the latest ones are remembered. */
export class NameTable {
  private readonly keys = new Map<string, Buffer>();
  private readonly scratch = Buffer.alloc(8 + TEXT_LENGTH_BYTES + NAME_LIMIT_BYTES);

  constructor(private readonly sorter: ItemSorter) {}

  /** The key of a name, which is noted for the package; null when it is no name that a package may carry. */
  keyOf(name: string): Buffer | null {
    const known = this.keys.get(name);
    if (known !== undefined) return known;
    if (Buffer.byteLength(name) > NAME_LIMIT_BYTES || !isPlainName(name)) return null;
    const key = nameKey(name);
    addText(this.sorter, this.scratch, key, name, 'utf8');
    if (this.keys.size === CACHED_NAMES) this.keys.clear();
    // A copy: the text of a cell would keep the whole piece of input alive that it was cut from.
    this.keys.set(Buffer.from(name).toString(), key);
    return key;
  }
}

/** The section `texts`: expressions in clear. */
export class TextTable {
  private readonly scratch = Buffer.alloc(32 + TEXT_LENGTH_BYTES + TEXT_LIMIT_BYTES);

  constructor(private readonly sorter: ItemSorter) {}

  /** The key of an expression; `false` when it is too long to be carried. */
  add(expression: string): { key: Buffer; carried: boolean } {
    const key = createHash('sha256').update(expression, 'latin1').digest();
    const carried = expression.length <= TEXT_LIMIT_BYTES;
    if (carried) addText(this.sorter, this.scratch, key, expression, 'latin1');
    return { key, carried };
  }
}

/** Each text once. Two texts of one key cannot both be named: that is a collision of 64 bits, and fatal. */
export async function* distinctTexts(section: 'names' | 'texts', texts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const form: ItemForm = sectionForm(sectionLayout(section));
  const cursor = new BatchCursor(form, texts);
  const out = new BatchOutput();
  let at = -1;
  let length = 0;
  for (let on = await cursor.load(); on; on = cursor.step() || (await cursor.load())) {
    if (at >= 0 && compareAt(cursor.bytes, cursor.at, out.bytes, at, form.keyBytes) === 0) {
      const same = length === cursor.length && compareAt(cursor.bytes, cursor.at, out.bytes, at, length) === 0;
      if (!same) throw new Fault('BUILD_INPUT', 'two names have the same key; change one of them');
      continue;
    }
    if (out.full) yield out.take();
    length = cursor.length;
    at = out.reserve(length);
    copyBytes(cursor.bytes, cursor.at, out.bytes, at, length);
  }
  if (!out.empty) yield out.take();
}
