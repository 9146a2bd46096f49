import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREFIX_ANSWER_SCHEMA } from '@pksn/contract';
import type { PrefixEntry } from '@pksn/contract';
import { encodeRecord, encodeRemoval, firstSeenDate, popularityOfBucket, sectionLayout } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import { RunFiles, answer, openRun } from '@pksn/reputation-index';
import type { Finding, Question, Run } from '@pksn/reputation-index';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { ChangeHistory, NOW } from '../changes/change-history.fixture';
import type { SetOverride } from '../changes/change-history.fixture';
import { HASHES, KINDS, hashOf, webKey, writeRun, writeRuns } from '../changes/change-world.fixture';
import type { Kind } from '../changes/change-world.fixture';
import { CurrentGeneration } from '../generation/current-generation';
import { PrefixAnswers } from './prefix-answers';

const LIFETIMES = { present: 60, absent: 10 };
const isAnswer = new Ajv().compile(PREFIX_ANSWER_SCHEMA);
const CROWD = 25;
const crowdKey = (n: number): Buffer => Buffer.concat([Buffer.of(0xab, 0xcd), webKey(n).subarray(2)]);
const VALUE = { zone: 'red', trustGroup: null, popularityBucket: 5, firstSeenDay: 20_000 } as const;
const NO_NAMES = { threat: null, product: null, sha1: null, md5: null };

let indexDir: string;
let runs: Map<number, Run>;
beforeAll(async () => {
  indexDir = mkdtempSync(join(tmpdir(), 'pksn-prefixes-'));
  runs = await writeRuns(indexDir, 20, 11);
  const web = sectionLayout('web');
  const put = (n: number, zone: 'red' | 'green') => ({
    section: 'web' as const,
    bytes: encodeRecord(web, crowdKey(n), { ...VALUE, ...NO_NAMES, zone }),
  });
  await writeRun(
    indexDir,
    '100',
    Array.from({ length: CROWD }, (_, n) => put(n, 'red')),
  );
  await writeRun(indexDir, '101', [put(1, 'green'), { section: 'web', bytes: encodeRemoval(web, crowdKey(2)) }]);
  for (const id of [100, 101]) runs.set(id, openRun(new RunFiles(indexDir).runDir(String(id)), 'all', 'file'));
});
afterAll(() => {
  for (const run of runs?.values() ?? []) run.close();
  rmSync(indexDir, { recursive: true, force: true });
});

const snapshots = [
  ...Array.from({ length: 20 }, (_, i) => [i + 1]),
  ...Array.from({ length: 10 }, (_, i) => [i + 1, i + 11]),
  [100],
  [100, 101],
];

async function listed(
  history: ChangeHistory,
  section: 'web' | `file-${Kind}`,
  prefix: Buffer,
  pageKeys = 1,
): Promise<PrefixEntry[]> {
  const answers = new PrefixAnswers(history.generation(0), LIFETIMES, pageKeys);
  const entries: PrefixEntry[] = [];
  for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
    const page = await answers.page(history.entry, { section: sectionLayout(section), prefix, cursor }, NOW);
    if (!isAnswer(page)) throw new Error(JSON.stringify(isAnswer.errors));
    entries.push(...page.entries);
    cursor = page.cursor;
    if (pages > 1_000) throw new Error('the pages do not end');
  }
  return entries;
}

const plain = (entry: PrefixEntry | undefined): unknown =>
  entry === undefined
    ? null
    : {
        zone: entry.zone,
        source: entry.source,
        siblings: entry.siblings ?? {},
        popularity: entry.popularity,
        firstSeen: entry.firstSeen,
      };
const expected = ({ zone, source, hashes, popularityBucket, firstSeenDay }: Finding): unknown =>
  source.kind === 'none'
    ? null
    : {
        zone,
        source,
        siblings: Object.fromEntries(Object.entries(hashes).map(([kind, hash]) => [kind, hash.toString('hex')])),
        popularity: popularityOfBucket(popularityBucket),
        firstSeen: firstSeenDate(firstSeenDay),
      };

const live = fc.record({ snapshot: fc.nat(29), priority: fc.nat(1) });
const override = fc
  .tuple(
    fc.constantFrom(null, 'C-1', 'C-2'),
    fc.oneof(fc.tuple(fc.constantFrom<Kind>(...KINDS), fc.nat(HASHES - 1)), fc.nat(HASHES - 1)),
    fc.constantFrom<Zone>('red', 'green', 'grey'),
  )
  .map(([owner, what, zone]): SetOverride =>
    typeof what === 'number'
      ? { owner, section: sectionLayout('web').id, key: webKey(what), zone }
      : { owner, section: sectionLayout(`file-${what[0]}`).id, key: hashOf(...what), zone },
  );

it('says of every key under a prefix what a lookup says of it, and of others nothing', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(live, { maxLength: 3 }),
      fc.array(override, { maxLength: 5 }),
      fc.constantFrom(null, ['acme/f0']),
      async (feeds, overrides, own) => {
        const history = new ChangeHistory(runs, snapshots, own);
        await history.publish();
        history.activate(
          feeds.map(({ snapshot, priority }, i) => ({
            feed: `acme/f${i}`,
            snapshotId: snapshot,
            version: 7,
            priority,
          })),
          overrides,
        );
        const view = history.newest.viewOf(history.entry);
        for (const kind of KINDS) {
          for (let n = 0; n < HASHES; n++) {
            const key = hashOf(kind, n);
            const said = answer({ type: 'file', hashKind: kind, key }, view.overrides, view.feeds);
            for (const bytes of [2, 4]) {
              const entries = await listed(history, `file-${kind}`, key.subarray(0, bytes));
              expect(plain(entries.find((one) => one.key === key.toString('hex')))).toEqual(expected(said));
            }
          }
        }
        const question: Question = {
          type: 'url',
          expressionKeys: [webKey(0), webKey(1)],
          expressions: ['', ''],
          address: null,
        };
        const found = await Promise.all(
          question.expressionKeys.map(async (key) =>
            (await listed(history, 'web', key.subarray(0, 3))).find((one) => one.key === key.toString('hex')),
          ),
        );
        // What a client does with several expressions: the lowest order, and there the most specific.
        const best = found.filter((one) => one !== undefined).sort((a, b) => a.order - b.order)[0];
        expect(plain(best)).toEqual(expected(answer(question, view.overrides, view.feeds)));
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);

describe('a crowded prefix', () => {
  const history = async (): Promise<ChangeHistory> => {
    const made = new ChangeHistory(runs, snapshots, null);
    await made.publish();
    const section = sectionLayout('web').id;
    const own = [3, CROWD, CROWD + 1].map((n) => ({ owner: 'C-1', section, key: crowdKey(n), zone: 'green' as const }));
    made.activate([{ feed: 'acme/a', snapshotId: 31, version: 1, priority: 0 }], own);
    return made;
  };
  const keys = [...Array.from({ length: CROWD + 2 }, (_, n) => n)]
    .filter((n) => n !== 2)
    .map((n) => crowdKey(n).toString('hex'))
    .sort();

  it('comes in pages of any size, each key once and in order', async () => {
    for (const pageKeys of [1, 2, 7, CROWD - 1, CROWD, CROWD + 1, 1_000]) {
      const entries = await listed(await history(), 'web', crowdKey(0).subarray(0, 2), pageKeys);
      expect(entries.map((one) => one.key)).toEqual(keys);
      expect(entries.find((one) => one.key === crowdKey(1).toString('hex'))?.zone).toBe('green');
      expect(entries.find((one) => one.key === crowdKey(3).toString('hex'))?.source.kind).toBe('override');
    }
  });

  it('takes no cursor of another generation, list or text', async () => {
    const made = await history();
    const section = sectionLayout('web');
    const prefix = crowdKey(0).subarray(0, 2);
    const first = new PrefixAnswers(made.generation(0), LIFETIMES, 5);
    const { cursor } = await first.page(made.entry, { section, prefix, cursor: null }, NOW);
    const refused = { code: 'PREFIX_MOVED', status: 409 };
    const other = { section, prefix: crowdKey(0).subarray(0, 3), cursor };
    await expect(first.page(made.entry, other, NOW)).rejects.toMatchObject(refused);
    for (const bent of ['x', `${String(cursor)}A`, 'AAAA']) {
      await expect(first.page(made.entry, { section, prefix, cursor: bent }, NOW)).rejects.toMatchObject(refused);
    }
    made.activate([{ feed: 'acme/a', snapshotId: 31, version: 1, priority: 0 }], []);
    const next = new PrefixAnswers(made.generation(0), LIFETIMES, 5);
    await expect(next.page(made.entry, { section, prefix, cursor }, NOW)).rejects.toMatchObject(refused);
  });

  it('begins again when a new generation comes while the first page is made', async () => {
    const made = await history();
    const current = made.generation(0);
    const answers = new PrefixAnswers(current, LIFETIMES);
    const query = { section: sectionLayout('web'), prefix: crowdKey(0).subarray(0, 2), cursor: null };
    const making = answers.page(made.entry, query, NOW);
    made.activate([{ feed: 'acme/a', snapshotId: 30, version: 1, priority: 0 }], []);
    current.switchTo(made.newest);
    const page = await making;
    expect(page.generation).toBe(made.newest.number);
    expect(page.entries.find((one) => one.key === crowdKey(2).toString('hex'))?.zone).toBe('red');
  });

  it('gives up on a generation that never stays', async () => {
    const made = await history();
    const current = new (class extends CurrentGeneration {
      override peek(): null {
        return null;
      }
    })();
    current.switchTo(made.newest);
    const query = { section: sectionLayout('web'), prefix: crowdKey(0).subarray(0, 2), cursor: null };
    await expect(new PrefixAnswers(current, LIFETIMES).page(made.entry, query, NOW)).rejects.toMatchObject({
      code: 'PREFIX_MOVED',
    });
  });
});
