import { textChunks } from '../text-chunks';
import type { Choose, JsonEvent } from './json-path';
import { JsonScanner } from './json-scanner';

/** The events of one pass over the input, piece by piece. Throws BUILD_INPUT. */
export async function* jsonEvents(bytes: AsyncIterable<Uint8Array>, choose: Choose): AsyncGenerator<JsonEvent[]> {
  const scanner = new JsonScanner(choose);
  for await (const text of textChunks(bytes)) yield scanner.push(text);
  yield scanner.end();
}
