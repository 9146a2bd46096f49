import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { Fault } from '@pksn/domain';

/**
 * UTF-8 bytes in pieces to text in pieces, without a byte order mark; a character never falls apart. Throws BUILD_INPUT
 * for UTF-16 with a byte order mark.
 */
export async function* textChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  // Plain ASCII, which most input is to its end, is decoded several times faster.
  let ascii = true;
  for await (const piece of bytes) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    if (first && beginsAsUtf16(buffer))
      throw new Fault('BUILD_INPUT', 'the input is UTF-16; make it UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE');
    ascii &&= isAscii(buffer);
    const text = ascii ? buffer.toString('latin1') : decoder.write(buffer);
    if (text === '') continue;
    yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
    first = false;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

/** RFC 3629, 3: neither byte occurs in UTF-8. */
function beginsAsUtf16(bytes: Buffer): boolean {
  return bytes[0] === 0xff || bytes[0] === 0xfe;
}
