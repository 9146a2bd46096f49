import { INPUT_FIELDS } from '@pksn/package-format';
import type { InputRow } from '@pksn/package-format';
import { FeedStream } from './feed-stream';

const HEAD = '{"format":"pksn-own-feed-v1"}';
const ENTRY = '{"id":7,"domain":"bad.example","zone":"red","popularity":12,"reason":"ticket 4711"}';

async function rowsOf(...lines: string[]): Promise<InputRow[]> {
  const all: InputRow[] = [];
  const source = (async function* (): AsyncGenerator<Buffer> {
    for (const line of lines) yield await Promise.resolve(Buffer.from(`${line}\n`));
  })();
  for await (const batch of new FeedStream(source).batches()) all.push(...batch);
  return all;
}

it('gives the entries as rows, each by its id', async () => {
  const [row] = await rowsOf(HEAD, ENTRY, '{"end":1}');
  expect(row).toMatchObject({ line: 1, id: 'entry 7', flaw: null });
  const cells = Object.fromEntries(INPUT_FIELDS.map((field, i) => [field, row?.cells[i]]).filter(([, text]) => text));
  expect(cells).toEqual({ domain: 'bad.example', zone: 'red', popularity: '12' });
  expect(await rowsOf(HEAD, '{"end":0}')).toEqual([]);
});

it.each([
  ['nothing at all', []],
  ['no word of how many', [HEAD, ENTRY]],
  ['fewer than there are', [HEAD, ENTRY, '{"end":2}']],
  ['more behind the end', [HEAD, '{"end":0}', ENTRY]],
  ['half a line', [HEAD, ENTRY.slice(0, 30)]],
  ['another form', ['{"format":"pksn-own-feed-v2"}', '{"end":0}']],
])('takes no part for the whole: %s', async (_what, lines) => {
  await expect(rowsOf(...lines)).rejects.toThrow('OWN_FEED_CUT');
});
