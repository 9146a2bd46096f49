import { isUtf8 } from 'node:buffer';

/** What a terminal, or a reader of lines, would take for something else than a letter. */
const ODD = /[\p{C}\u2028\u2029]/u;
const ODD_OR_BACKSLASH = /[\p{C}\u2028\u2029\\]/gu;
const UNRESERVED = /^[A-Za-z0-9\-._~/]$/;

/** A path as people see it, and whether that is the very path. */
export interface ShownPath {
  readonly text: string;
  readonly isExact: boolean;
}

/**
 * File names are bytes. One that is no UTF-8, or has control, format or private characters, is shown with these as \xHH or \u{H}, and with
 * its backslashes doubled, so that no two names look the same and none acts on a terminal.
 */
export function shownPath(bytes: Buffer): ShownPath {
  const isText = isUtf8(bytes);
  const text = isText ? bytes.toString('utf8') : '';
  if (isText && !ODD.test(text)) return { text, isExact: true };
  return { text: isText ? escaped(text) : piecesOf(bytes).join(''), isExact: false };
}

/** The path as the path of a URI (RFC 3986): every byte but the unreserved ones and `/` as %HH, so that none is lost. */
export function uriPath(bytes: Buffer): string {
  let uri = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    uri += UNRESERVED.test(character) ? character : `%${hex(byte).toUpperCase()}`;
  }
  return uri;
}

function escaped(text: string): string {
  return text.replace(ODD_OR_BACKSLASH, (one) => {
    if (one === '\\') return '\\\\';
    const code = one.codePointAt(0) ?? 0;
    return code < 0x80 ? `\\x${hex(code)}` : `\\u{${code.toString(16)}}`;
  });
}

/** Characters where there are some, and the bytes between. */
function piecesOf(bytes: Buffer): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((count) => at + count <= bytes.length && isUtf8(bytes.subarray(at, at + count)));
    pieces.push(
      length === undefined ? `\\x${hex(bytes[at] ?? 0)}` : escaped(bytes.subarray(at, at + length).toString('utf8')),
    );
    at += length ?? 1;
  }
  return pieces;
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
