import { isUtf8 } from 'node:buffer';

/** A line of input that may name an object. */
export interface InputLine {
  /** From 1 on, empty lines and comments included; null: it was named as an argument. */
  readonly number: number | null;
  /** Without blanks around it; of a line that is refused, its beginning. */
  readonly text: string;
  /** Why it can name no object whatever it holds; null: it may. */
  readonly flaw: string | null;
}

/** No object is longer. */
const LINE_BYTES = 64 * 1024;
const SHOWN_BYTES = 60;
const NEWLINE = 0x0a;

/**
 * The lines of UTF-8 text, group by group as it comes; empty lines and those that begin with # are left out. Lines of more than
 * 64 KiB, and those that are no UTF-8, are given with their flaw; no more of them is held than that.
 */
export async function* inputLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine[]> {
  let rest = Buffer.alloc(0);
  let isSkipping = false;
  let number = 0;
  for await (const piece of input) {
    let block = Buffer.concat([rest, piece]);
    const end = block.lastIndexOf(NEWLINE);
    if (end < 0 && isSkipping) continue;
    const lines: InputLine[] = [];
    if (isSkipping) block = block.subarray(block.indexOf(NEWLINE) + 1);
    const whole = block.lastIndexOf(NEWLINE);
    isSkipping = isSkipping && end < 0;
    if (whole >= 0) number = readLines(block.subarray(0, whole), number, lines);
    rest = Buffer.from(block.subarray(whole + 1));
    if (rest.length > LINE_BYTES) {
      lines.push(overlong(rest, ++number));
      [rest, isSkipping] = [Buffer.alloc(0), true];
    }
    if (lines.length > 0) yield lines;
  }
  const last: InputLine[] = [];
  if (rest.length > 0) readLines(rest, number, last);
  if (last.length > 0) yield last;
}

/** Adds the lines of `bytes`, of which the last has no end; returns the number of the last one. */
function readLines(bytes: Buffer, before: number, lines: InputLine[]): number {
  let number = before;
  if (isUtf8(bytes)) {
    for (const line of bytes.toString('utf8').split('\n')) add(line, ++number, lines);
    return number;
  }
  for (let at = 0; at <= bytes.length;) {
    const found = bytes.indexOf(NEWLINE, at);
    const end = found < 0 ? bytes.length : found;
    const line = bytes.subarray(at, end);
    number += 1;
    if (isUtf8(line)) add(line.toString('utf8'), number, lines);
    else lines.push({ number, text: shown(line), flaw: 'the line is no UTF-8' });
    at = end + 1;
  }
  return number;
}

function add(line: string, number: number, lines: InputLine[]): void {
  // `trim` takes the mark that some editors put before the first line as well.
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return;
  lines.push(text.length > LINE_BYTES ? overlong(Buffer.from(text), number) : { number, text, flaw: null });
}

function overlong(bytes: Buffer, number: number): InputLine {
  return { number, text: shown(bytes), flaw: `the line is longer than ${String(LINE_BYTES)} bytes` };
}

function shown(bytes: Buffer): string {
  return `${bytes.subarray(0, SHOWN_BYTES).toString('utf8')}${bytes.length > SHOWN_BYTES ? '...' : ''}`;
}
