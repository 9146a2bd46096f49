import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/** UTF-8 bytes in pieces to text in pieces, without a byte order mark; a character never falls apart. */
export async function* textChunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let first = true;
  // Plain ASCII, which most input is to its end, is decoded several times faster.
  let ascii = true;
  for await (const piece of bytes) {
    const buffer = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    ascii &&= isAscii(buffer);
    const text = ascii ? buffer.toString('latin1') : decoder.write(buffer);
    if (text === '') continue;
    yield first && text.startsWith('\uFEFF') ? text.slice(1) : text;
    first = false;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}
