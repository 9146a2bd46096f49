import { sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import type { IpQuestion } from './question';

const KEY_TAIL_BYTES = 4;

export function networkSection(family: 4 | 6): SectionLayout {
  return sectionLayout(family === 4 ? 'ip4' : 'ip6');
}

/** Room for the key of any network around the address. */
export function networkKeyBuffer(question: IpQuestion): Buffer {
  return Buffer.alloc(question.bytes.length + KEY_TAIL_BYTES);
}

/** Makes `key` that of the network of `prefix` bits around the address: masked address | prefix | zeros. */
export function setNetworkKey(key: Buffer, question: IpQuestion, prefix: number): void {
  const { bytes } = question;
  for (let i = 0; i < bytes.length; i++) {
    const bits = Math.min(8, Math.max(0, prefix - i * 8));
    key[i] = (bytes[i] as number) & (0xff00 >> bits);
  }
  key[bytes.length] = prefix;
}

export function prefixOfKey(key: Buffer): number {
  return key[key.length - KEY_TAIL_BYTES] as number;
}

export function longestFirst(lengths: Iterable<number>): readonly number[] {
  return [...new Set(lengths)].sort((a, b) => b - a);
}

/** Dotted quad or RFC 5952 text; the prefix length follows unless the key names a single address. */
export function networkText(key: Buffer): string {
  const address = key.subarray(0, key.length - KEY_TAIL_BYTES);
  const text = address.length === 4 ? address.join('.') : compressed(address);
  const prefix = prefixOfKey(key);
  return prefix === address.length * 8 ? text : `${text}/${prefix}`;
}

/** RFC 5952 4: lower case, no leading zeros, `::` for the first longest run of two or more zero groups. */
function compressed(address: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => address.readUInt16BE(i * 2).toString(16));
  let [best, bestLength] = [-1, 1];
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (groups[end] === '0') end += 1;
    if (end - start > bestLength) [best, bestLength] = [start, end - start];
  }
  if (best < 0) return groups.join(':');
  return `${groups.slice(0, best).join(':')}::${groups.slice(best + bestLength).join(':')}`;
}
