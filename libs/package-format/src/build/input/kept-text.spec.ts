import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { RejectTally } from '../reject-tally';
import { Asides, nameOrNothing } from './field-row';
import { NdjsonRows } from './ndjson-rows';
import { MISP_FACTS } from './misp/misp-facts';
import { StixLinks } from './stix/stix-links';

setFlagsFromString('--expose-gc');
const collectOnce = runInNewContext('gc') as () => void;
/** V8 keeps the shapes of objects, and with them the names of their members, for some collections. */
const collectGarbage = (): void => {
  for (let n = 0; n < 4; n++) collectOnce();
};

const TEXTS = 40;
/** Two bytes a character: half a mebibyte. */
const longText = (n: number): string => Buffer.from(`${n}一${'a'.repeat(1 << 18)}`).toString();
const MIB = 1_048_576;

/** What `take` makes `kept` hold of texts of 20 MiB together. */
async function heldBytes(kept: object, take: (text: string) => unknown): Promise<number> {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < TEXTS; n++) await take(longText(n));
  collectGarbage();
  const held = process.memoryUsage().heapUsed - before;
  expect(kept).toBeDefined();
  return held;
}

async function* lines(count: number): AsyncGenerator<Buffer> {
  for (let n = 0; n < count; n++) yield await Promise.resolve(Buffer.from(`{"${longText(n)}":1}\n`));
}

describe('what is kept of long texts in an input', () => {
  it('are the beginnings of names that mean nothing', async () => {
    const rows = new NdjsonRows(lines(TEXTS));
    const batches = rows.batches();
    expect(await heldBytes(rows, () => batches.next())).toBeLessThan(4 * MIB);
    expect(rows.ignored.size).toBeGreaterThan(TEXTS / 2);
  });

  it('are beginnings of kinds, names and reasons', async () => {
    const [asides, tally, names] = [new Asides(), new RejectTally(), [] as string[]];
    expect(await heldBytes(asides, (text) => asides.add(text))).toBeLessThan(4 * MIB);
    const row = { input: 'x', line: 1 };
    const reject = (text: string): void => tally.add({ ...row, reason: `is ${text.slice(0, 60)}` });
    expect(await heldBytes(tally, reject)).toBeLessThan(4 * MIB);
    const name = (text: string): unknown => names.push(nameOrNothing(`${' '.repeat(1 << 18)}${text.slice(0, 20)}`));
    expect(await heldBytes(names, name)).toBeLessThan(4 * MIB);
    expect(new Set(names).size).toBe(TEXTS);
  });

  it('are no ids that are none in STIX', async () => {
    const links = new StixLinks();
    const link = (text: string, target: string): void =>
      links.take(
        JSON.stringify({
          ...{ type: 'relationship', relationship_type: 'indicates' },
          ...{ source_ref: text, target_ref: target },
        }),
        1,
      );
    expect(await heldBytes(links, (text) => link(text, 'malware--1'))).toBeLessThan(4 * MIB);
    expect(await heldBytes(links, (text) => link(text.slice(0, 5), `malware--${text}`))).toBeLessThan(4 * MIB);
  });

  it('are short words of MISP events', async () => {
    const units = Array.from({ length: TEXTS }, () => MISP_FACTS.begin());
    let n = 0;
    const gather = (text: string): void => {
      const facts = units[n++ % TEXTS] ?? MISP_FACTS.begin();
      for (const path of ['.type', '.name'])
        MISP_FACTS.gather(facts, { kind: 'value', unit: 0, path, line: 1, text: JSON.stringify(text) });
      const list = JSON.stringify([text, 'md5']);
      MISP_FACTS.gather(facts, { kind: 'value', unit: 0, path: '.matching_attributes', line: 1, text: list });
    };
    expect(await heldBytes(units, gather)).toBeLessThan(4 * MIB);
    expect(units[0]?.warningList).toMatchObject({ name: '', attributes: new Set(['md5']) });
  });
});
