import { QUERY_LIMITS } from '@pksn/contract';
import type { HashKind } from '@pksn/reputation-index';

/** Files asked by one kind of hash, in the order asked. */
export interface FileList {
  readonly kind: HashKind;
  /** The hashes, one behind the other. */
  readonly keys: Buffer;
}

/** The spellings of `{"objects":[{"file":"HASH"},…]}` that JSON serializers write: compact, and with a space. */
const SPELLINGS = [
  { open: '{"objects":[{"file":"', between: '"},{"file":"', close: '"}]}' },
  { open: '{"objects": [{"file": "', between: '"}, {"file": "', close: '"}]}' },
].map(({ open, between, close }) => ({
  open: Buffer.from(open),
  between: Buffer.from(between),
  close: Buffer.from(close),
}));
type Spelling = (typeof SPELLINGS)[number];
const KINDS: readonly { readonly kind: HashKind; readonly digits: number }[] = [
  { kind: 'sha256', digits: 64 },
  { kind: 'sha1', digits: 40 },
  { kind: 'md5', digits: 32 },
];
const QUOTE = 0x22;
/** The byte that two hexadecimal digits of any case stand for, by both their characters; -1 for what is none. */
const PAIRS = pairTable();

/**
 * The commonest body of a bulk read byte by byte: nothing but files, all by the same kind of hash, and in no other
 * spelling than those above. Null for every other body, well formed or not, which the JSON parser and the schema of
 * the contract then judge; a body that is read here means the same to them.
 */
export function fileListOf(body: Buffer): FileList | null {
  for (const spelling of SPELLINGS) {
    if (!holds(body, 0, spelling.open)) continue;
    const form = KINDS.find(({ digits }) => body[spelling.open.length + digits] === QUOTE);
    return form === undefined ? null : listOf(body, spelling, form.kind, form.digits);
  }
  return null;
}

function listOf(body: Buffer, { open, between, close }: Spelling, kind: HashKind, digits: number): FileList | null {
  const step = digits + between.length;
  const count = (body.length - open.length - close.length + between.length) / step;
  if (!Number.isInteger(count) || count > QUERY_LIMITS.bulkObjects) return null;
  if (!holds(body, body.length - close.length, close)) return null;
  const keyBytes = digits / 2;
  const keys = Buffer.allocUnsafe(count * keyBytes);
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  // Is negative as soon as one pair of characters is not hexadecimal.
  let seen = 0;
  for (let i = 0; i < count; i++) {
    const at = open.length + i * step;
    if (i > 0 && !holds(body, at - between.length, between)) return null;
    const keyAt = i * keyBytes;
    for (let byte = 0; byte < keyBytes; byte++) {
      const value = PAIRS[view.getUint16(at + byte * 2)] as number;
      seen |= value;
      keys[keyAt + byte] = value;
    }
  }
  return seen < 0 ? null : { kind, keys };
}

function holds(body: Buffer, at: number, text: Buffer): boolean {
  for (let i = 0; i < text.length; i++) if (body[at + i] !== text[i]) return false;
  return true;
}

function pairTable(): Int16Array {
  const digits = [...'0123456789abcdefABCDEF'];
  const table = new Int16Array(1 << 16).fill(-1);
  for (const high of digits) {
    for (const low of digits) table[(high.charCodeAt(0) << 8) | low.charCodeAt(0)] = parseInt(high + low, 16);
  }
  return table;
}
