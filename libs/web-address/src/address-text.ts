import { WEB_LIMITS } from './limits';

/** Four decimal parts of 0 to 255 without leading zeros; null for every other text. */
export function parseDottedQuad(text: string): Buffer | null {
  if (text.length > 15 || !/^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(text)) return null;
  const parts = text.split('.');
  const strict = parts.every((part) => Number(part) <= 255 && (part === '0' || !part.startsWith('0')));
  return strict ? Buffer.from(parts.map(Number)) : null;
}

/** RFC 4291 2.2 text, also with a dotted quad at the end; null for every other text, and for zone ids. */
export function parseIpv6(text: string): Buffer | null {
  if (text.length < 2 || text.length > WEB_LIMITS.addressText) return null;
  const gap = text.indexOf('::');
  if (gap < 0) {
    const groups = groupsOf(text);
    return groups?.length === 8 ? bytesOf(groups) : null;
  }
  const head = gap === 0 ? [] : groupsOf(text.slice(0, gap));
  const tail = gap + 2 === text.length ? [] : groupsOf(text.slice(gap + 2));
  if (head === null || tail === null || text.slice(0, gap).includes('.')) return null;
  const missing = 8 - head.length - tail.length;
  return missing < 1 ? null : bytesOf([...head, ...new Array<number>(missing).fill(0), ...tail]);
}

function groupsOf(text: string): number[] | null {
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    const quad = i === parts.length - 1 && part.includes('.') ? parseDottedQuad(part) : null;
    if (quad !== null) groups.push(quad.readUInt16BE(0), quad.readUInt16BE(2));
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups.length <= 8 ? groups : null;
}

function bytesOf(groups: readonly number[]): Buffer {
  const bytes = Buffer.alloc(16);
  groups.forEach((group, i) => bytes.writeUInt16BE(group, i * 2));
  return bytes;
}

/** RFC 5952 4: lower case, no leading zeros, `::` for the first longest run of two or more zero groups. */
export function compressIpv6(bytes: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2));
  let [best, bestLength] = [-1, 1];
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > bestLength) [best, bestLength] = [start, end - start];
  }
  const text = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (best < 0) return text(groups);
  return `${text(groups.slice(0, best))}::${text(groups.slice(best + bestLength))}`;
}

/**
 * IPv4 in any form that resolvers read: one to four parts, each decimal, octal (0…) or hexadecimal (0x…), the last
 * one filling the bytes that are left. Null when the text is none. As the published vectors have it, a part that is
 * too large for its bytes loses its high bits, and a short dotted quad ends at a space.
 */
export function parseLooseIpv4(text: string): Buffer | null {
  const host = text.length <= 15 ? withoutRubbish(text) : text;
  const last = host.charCodeAt(host.length - 1);
  if (!isHexadecimal(last) || !isDigit(host.charCodeAt(0))) return null;
  const parts = host.split('.', 5);
  if (parts.length > 4) return null;
  const bytes = Buffer.alloc(4);
  for (const [i, part] of parts.entries()) {
    const value = looseNumber(part);
    if (value === null) return null;
    if (i < parts.length - 1) bytes[i] = value & 0xff;
    else for (let at = 3, rest = value; at >= i; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  }
  return bytes;
}

/** Old Windows resolvers read "10.192.95.89 xy" as 10.192.95.89, and the published suite follows them. */
function withoutRubbish(text: string): string {
  return /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}) /.exec(text)?.[1] ?? text;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isHexadecimal(code: number): boolean {
  const lower = code | 0x20;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}

function looseNumber(part: string): number | null {
  let value = Number.NaN;
  if (/^0x[0-9a-f]+$/i.test(part)) value = Number.parseInt(part, 16);
  else if (/^0[0-7]*$/.test(part)) value = Number.parseInt(part, 8);
  else if (/^[1-9]\d*$/.test(part)) value = Number(part);
  return value <= 0xffff_ffff ? value : null;
}
