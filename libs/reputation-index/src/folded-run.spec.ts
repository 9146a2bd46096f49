import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameKey, sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import * as fc from 'fast-check';
import { FoldedRun, recordsIn } from './folded-run';
import { openRun } from './open-run';
import type { Run } from './open-run';
import { RunFiles } from './run-files';
import { RunWriter } from './run-writer';
import { SectionStack } from './section-stack';
import { ascending, foundRecord, hashedKey, putRecord, removalRecord } from './segments.fixture';
import { TextStack } from './text-stack';

const RECORDS: readonly SectionName[] = ['file-sha256', 'file-md5', 'alias-sha1', 'web', 'ip4', 'ip6', 'software'];
const UNIVERSE = 12;
const NAMES = sectionLayout('names');
const TEXTS = sectionLayout('texts');
const nameOf = (n: number): string => `Name.${String(n)}`;

/** What a run says of each object of each section; null removes it. */
interface Content {
  readonly mentions: readonly (readonly [section: SectionName, seed: number, day: number | null])[];
  readonly names: readonly number[];
}
const mention: fc.Arbitrary<[SectionName, number, number | null]> = fc.tuple(
  fc.constantFrom(...RECORDS),
  fc.nat(UNIVERSE - 1),
  fc.option(fc.integer({ min: 1, max: 60_000 })),
);
const content: fc.Arbitrary<Content> = fc.record({
  mentions: fc.uniqueArray(mention, { maxLength: 40, selector: ([section, seed]) => `${section} ${String(seed)}` }),
  names: fc.uniqueArray(fc.nat(UNIVERSE - 1), { maxLength: 6 }),
});

const textKey = (layout: SectionLayout, n: number): Buffer =>
  layout === NAMES ? nameKey(nameOf(n)) : hashedKey(layout, n);

function text(layout: SectionLayout, n: number): Buffer {
  const utf8 = Buffer.from(nameOf(n));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(utf8.length);
  return Buffer.concat([textKey(layout, n), length, utf8]);
}

describe('a folded run', () => {
  let dir: string;
  let written = 0;
  beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'pksn-fold-'))));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const publish = async (
    sections: readonly { layout: SectionLayout; records: number; batches: Iterable<Buffer> }[],
  ): Promise<Run> => {
    const id = String((written += 1));
    const writer = await RunWriter.create(dir, id);
    for (const { layout, records, batches } of sections) {
      const section = await writer.section(layout, records);
      for (const batch of batches) await section.append(batch);
      await section.finish();
    }
    await writer.publish();
    return openRun(new RunFiles(dir).runDir(id), 'all', 'file');
  };
  const runOf = ({ mentions, names }: Content): Promise<Run> => {
    const sections = [NAMES, TEXTS].map((layout) => ({ layout, parts: ascending(names.map((n) => text(layout, n))) }));
    for (const name of RECORDS) {
      const layout = sectionLayout(name);
      const parts = mentions
        .filter(([section]) => section === name)
        .map(([, seed, day]) =>
          day === null
            ? removalRecord(layout, hashedKey(layout, seed))
            : putRecord(layout, hashedKey(layout, seed), day),
        );
      sections.push({ layout, parts: ascending(parts) });
    }
    return publish(
      sections
        .filter(({ parts }) => parts.length > 0)
        .map(({ layout, parts }) => ({ layout, records: parts.length, batches: [Buffer.concat(parts)] })),
    );
  };
  const foldOf = (runs: readonly Run[], isLowest: boolean): Promise<Run> => {
    const fold = new FoldedRun(runs, isLowest);
    const counted = fold.sections().map((layout) => {
      let records = 0;
      for (const batch of fold.batches(layout)) records += recordsIn(layout, batch);
      return { layout, records, batches: fold.batches(layout) };
    });
    return publish(counted.filter(({ records }) => records > 0));
  };
  /** Every answer of a stack, base first, to every question, and all of its content in order. */
  const answersOf = (runs: readonly Run[]): unknown => {
    const newestFirst = [...runs].reverse();
    const records = RECORDS.map((name) => {
      const layout = sectionLayout(name);
      const stack = new SectionStack(
        layout,
        newestFirst.flatMap((run) => run.segments.get(name) ?? []),
      );
      const found = Array.from(
        { length: UNIVERSE },
        (_, seed) => foundRecord(stack, hashedKey(layout, seed), layout.recordBytes)?.toString('hex') ?? null,
      );
      return [name, found, Buffer.concat([...stack.scan()]).toString('hex')];
    });
    const texts = [NAMES, TEXTS].map((layout) => {
      const stack = new TextStack(
        newestFirst.flatMap((run) => run.texts.get(layout.name) ?? []),
        layout.keyBytes,
      );
      return Array.from({ length: UNIVERSE }, (_, n) => stack.get(textKey(layout, n)));
    });
    return { records, texts };
  };

  it('answers as the runs did whose place it takes, wherever they stood', async () => {
    let removals = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(content, { minLength: 1, maxLength: 6 }),
        fc.nat(5),
        fc.nat(5),
        async (contents, a, b) => {
          const from = Math.min(a, b) % contents.length;
          const to = Math.max(from + 1, (Math.max(a, b) % contents.length) + 1);
          const runs: Run[] = [];
          for (const one of contents) runs.push(await runOf(one));
          const fold = await foldOf(runs.slice(from, to), from === 0);
          const stack = [...runs.slice(0, from), fold, ...runs.slice(to)];
          expect(answersOf(stack)).toEqual(answersOf(runs));
          if (from > 0)
            removals += contents
              .slice(from, to)
              .flatMap(({ mentions }) => mentions)
              .filter(([, , day]) => day === null).length;
          for (const run of [...runs, fold]) run.close();
        },
      ),
      { numRuns: 25 },
    );
    expect(removals).toBeGreaterThan(5);
  }, 120_000);

  it('at the bottom holds no removals, and elsewhere all that hide something', async () => {
    const one = await runOf({ mentions: [['web', 1, 5]], names: [] });
    const two = await runOf({
      mentions: [
        ['web', 1, null],
        ['web', 2, null],
      ],
      names: [],
    });
    const lowest = await foldOf([one, two], true);
    expect(lowest.manifest.sections).toEqual([]);
    const upper = await foldOf([one, two], false);
    expect(upper.manifest.sections).toMatchObject([{ section: 'web', records: 2 }]);
    for (const run of [one, two, lowest, upper]) run.close();
  });
});
