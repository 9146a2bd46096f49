import { hash } from 'node:crypto';

/** Which list a page belongs to: every member of it counts. */
export interface PrefixList {
  readonly epoch: string;
  readonly generation: number;
  readonly asOf: string;
  readonly customerId: string;
  readonly feeds: readonly string[];
  readonly section: string;
  readonly prefix: string;
}

const CHECK_BYTES = 12;

/** Names the key behind which the next page of this list begins. */
export function encodePrefixCursor(after: Buffer, list: PrefixList): string {
  return Buffer.concat([after, check(after, list)]).toString('base64url');
}

/** Null when it is none of this list: of another generation, license, section or prefix, or none at all. */
export function decodePrefixCursor(text: string, list: PrefixList): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= CHECK_BYTES || bytes.toString('base64url') !== text) return null;
  const after = bytes.subarray(0, bytes.length - CHECK_BYTES);
  return check(after, list).equals(bytes.subarray(after.length)) ? after : null;
}

function check(after: Buffer, list: PrefixList): Buffer {
  const { epoch, generation, asOf, customerId, feeds, section, prefix } = list;
  const text = JSON.stringify([after.toString('hex'), epoch, generation, asOf, customerId, feeds, section, prefix]);
  return hash('sha256', `pksn-prefix\n${text}`, 'buffer').subarray(0, CHECK_BYTES);
}
