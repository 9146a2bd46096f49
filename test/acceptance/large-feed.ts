import { createCipheriv } from 'node:crypto';
import {
  FLAG_MD5,
  FLAG_SHA1,
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_THREAT,
  codeOfZone,
  nameKey,
  sectionLayout,
} from '@pksn/domain';
import { nameOfRank, namesOf } from './large-feed-names';

export const LARGE_LAYOUT = sectionLayout('file-sha256');
const LEAVES = 65_536;
const RED_SHARE = 140;
const YELLOW_SHARE = 12;
const FIRST_DAY = 14_600;
const { keyBytes, recordBytes } = LARGE_LAYOUT;

/** Name keys by rank, 8 bytes each: the rank is drawn with the square of a random number, so few names are on many. */
const KEYS = {
  threat: Buffer.concat(namesOf('threat').map(nameKey)),
  adware: Buffer.concat(namesOf('adware').map(nameKey)),
  product: Buffer.concat(namesOf('product').map(nameKey)),
};
type NameKind = keyof typeof KEYS;

/**
 * A feed of `rows` file records with keys as SHA-256 makes them, both siblings, a zone, and a name of a threat or a
 * product. Every part of it can be made on its own, so that neither writing nor asking holds more than a leaf.
 */
export class LargeFeed {
  constructor(readonly rows: number) {}

  /** All records, ascending, in pieces. */
  *records(): Generator<Buffer> {
    for (let leaf = 0; leaf < LEAVES; leaf++) {
      const piece = this.leaf(leaf);
      if (piece.length > 0) yield piece;
    }
  }

  /** The records whose keys begin with these 16 bits; their number follows the average. */
  leaf(leaf: number): Buffer {
    const count = Math.floor((this.rows * (leaf + 1)) / LEAVES) - Math.floor((this.rows * leaf) / LEAVES);
    const seed = Buffer.alloc(16);
    seed.writeUInt32BE(leaf, 0);
    const stream = createCipheriv('aes-128-ctr', Buffer.from('pksn large feed '), seed);
    const heads = ascendingHeads(leaf, stream.update(Buffer.alloc(count * 8)));
    const records = stream.update(Buffer.alloc(count * recordBytes));
    heads.forEach((head, i) => {
      records.writeBigUInt64BE(head, i * recordBytes);
      writeValue(records, i * recordBytes + keyBytes);
    });
    return records;
  }
}

function ascendingHeads(leaf: number, random: Buffer): BigUint64Array {
  const heads = new BigUint64Array(random.length / 8);
  for (let i = 0; i < heads.length; i++) {
    random.writeUInt16BE(leaf, i * 8);
    heads[i] = random.readBigUInt64BE(i * 8);
  }
  return heads.sort();
}

/** What a record says follows from the random bytes that stood in its place. */
function writeValue(records: Buffer, at: number): void {
  const [draw = 0, popularity = 0, age = 0] = records.subarray(at, at + 3);
  const rank = records.readUInt32BE(at + 4) / 2 ** 32;
  const kind: NameKind = draw < RED_SHARE ? 'threat' : draw < RED_SHARE + YELLOW_SHARE ? 'adware' : 'product';
  records.fill(0, at, at + 24);
  records[at] = codeOfZone(kind === 'threat' ? 'red' : kind === 'adware' ? 'yellow' : 'green');
  records[at + OFFSET_FLAGS] = FLAG_SHA1 | FLAG_MD5;
  // Half of all files were seen by one or two, a quarter by up to four, and so on.
  records[at + OFFSET_POPULARITY] = 1 + Math.clz32(popularity | 1) - 24;
  records.writeUInt16BE(FIRST_DAY + age * 20, at + OFFSET_FIRST_SEEN);
  const keys = KEYS[kind];
  const from = nameOfRank(rank, keys.length / 8) * 8;
  keys.copy(records, at + OFFSET_THREAT + (kind === 'product' ? 8 : 0), from, from + 8);
}
