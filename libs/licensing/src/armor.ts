import type { FaultCode } from '@pksn/domain';
import { decodeCanonicalBase64, FieldReader, parseEnvelope } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';

const COLUMNS = 64;

/** One kind of signed document as text that can be mailed. */
export interface Armor {
  /** Between `-----BEGIN ` and `-----`. */
  readonly label: string;
  /** What refusals call it. */
  readonly what: string;
  readonly limitCharacters: number;
  readonly malformed: FaultCode;
}

/** Base64, in lines of 64, of the envelope in compact JSON, between a line that begins it and one that ends it. */
export function formatArmor({ label }: Armor, envelope: Envelope): string {
  const lines =
    Buffer.from(JSON.stringify(envelope), 'utf8')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [beginOf(label), ...lines, endOf(label), ''].join('\n');
}

/**
 * Reads the armor: exactly one, blank lines around it allowed, lines ended by LF or CRLF. Nothing in the envelope is
 * believed yet. Throws the armor's code.
 */
export function parseArmor({ label, what, limitCharacters, malformed }: Armor, text: string): Envelope {
  const read = new FieldReader(malformed);
  if (text.length > limitCharacters) read.refuse(what, `at most ${limitCharacters / 1_024} KiB`);
  const lines = text.split(/\r?\n/);
  const blank = (line: string): boolean => /^[ \t]*$/.test(line);
  const start = lines.findIndex((line) => !blank(line));
  const block = lines.slice(Math.max(0, start), lines.findLastIndex((line) => !blank(line)) + 1);
  const body = block.slice(1, -1);
  if (block[0] !== beginOf(label) || block.at(-1) !== endOf(label) || body.length === 0) {
    read.refuse(what, `one block from ${beginOf(label)} to ${endOf(label)}`);
  }
  const wrapped = body.every((line, i) => (i < body.length - 1 ? line.length === COLUMNS : line.length <= COLUMNS));
  const json = wrapped ? decodeCanonicalBase64(body.join('')) : null;
  if (json === null) return read.refuse(what, 'canonical base64 in lines of 64');
  const envelope = parseEnvelope(read.json(json, what), malformed);
  // A repeated key or white space would be bytes that the check does not see.
  if (JSON.stringify(envelope).length !== json.length) read.refuse(what, 'compact JSON without repetitions');
  return envelope;
}

function beginOf(label: string): string {
  return `-----BEGIN ${label}-----`;
}

function endOf(label: string): string {
  return `-----END ${label}-----`;
}
