import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/**
 * The lines of a UTF-8 file, without their ends (LF). A line of more than `characters` is given as what was read of
 * it, which is longer than that, and nothing behind it is read: whoever takes lines refuses it.
 */
export async function* boundedLines(path: string, characters: number): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.write(piece)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length <= characters) continue;
    yield rest;
    return;
  }
  if (rest !== '') yield rest;
}
