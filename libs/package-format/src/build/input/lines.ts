import { Fault } from '@pksn/domain';
import { LINE_LIMIT } from './input-row';
import { textChunks } from './text-chunks';

export interface Line {
  readonly line: number;
  readonly text: string;
}

/** Lines without their ends and outer spaces; empty ones are counted but not given. Throws BUILD_INPUT. */
export async function* lineBatches(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line[]> {
  let rest = '';
  let number = 0;
  const linesOf = (texts: readonly string[]): Line[] =>
    texts.map((text) => ({ line: ++number, text: text.trim() })).filter((one) => one.text !== '');
  for await (const piece of textChunks(bytes)) {
    const texts = (rest + piece).split('\n');
    rest = texts.pop() ?? '';
    if (rest.length > LINE_LIMIT) throw new Fault('BUILD_INPUT', `line ${number + texts.length + 1} does not end`);
    yield linesOf(texts);
  }
  yield linesOf([rest]);
}
