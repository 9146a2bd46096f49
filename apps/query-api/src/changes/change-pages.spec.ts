import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHANGES_ANSWER_SCHEMA } from '@pksn/contract';
import type { ChangesAnswer } from '@pksn/contract';
import { sectionLayout } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import type { Question, Run } from '@pksn/reputation-index';
import type { LiveFeed } from '@pksn/store-postgres';
import Ajv from 'ajv';
import * as fc from 'fast-check';
import { ChangePages } from './change-pages';
import { ChangeHistory, NOW } from './change-history.fixture';
import type { SetOverride } from './change-history.fixture';
import { ChangeSets } from './change-sets';
import { HASHES, KINDS, hashOf, webKey, writeRuns } from './change-world.fixture';
import type { Kind } from './change-world.fixture';
import { GenerationJournal } from './generation-journal';

const RUNS = 20;
/** By number: four bases, and on each of them one delta, another one on that, and one instead of both. */
const SNAPSHOTS = [1, 2, 3, 4].flatMap((base) => [
  [base],
  [base, base + 4],
  [base, base + 4, base + 8],
  [base, base + 12],
]);

const isAnswer = new Ajv().compile(CHANGES_ANSWER_SCHEMA);

let indexDir: string;
let runs: Map<number, Run>;
beforeAll(async () => {
  indexDir = mkdtempSync(join(tmpdir(), 'pksn-changes-'));
  runs = await writeRuns(indexDir, RUNS, 7);
});
afterAll(() => {
  for (const run of runs?.values() ?? []) run.close();
  rmSync(indexDir, { recursive: true, force: true });
});

const QUESTIONS: ReadonlyMap<string, Question> = new Map([
  ...KINDS.flatMap((kind) =>
    Array.from({ length: HASHES }, (_, n): [string, Question] => {
      const key = hashOf(kind, n);
      return [`file-${kind} ${key.toString('hex')}`, { type: 'file', hashKind: kind, key }];
    }),
  ),
  ['url', { type: 'url', expressionKeys: [webKey(0), webKey(1)], expressions: ['a', 'b'], address: null }] as const,
]);

/** An endpoint that keeps every answer until it hears that something changed, as docs/changes.md asks of it. */
class Endpoint {
  readonly kept = new Map<string, string>();
  cursor: string | null = null;
  private heard = 0;
  resets = 0;

  keep(name: string, answer: string, generation: number): void {
    if (generation >= this.heard) this.kept.set(name, answer);
  }

  hear(page: ChangesAnswer): void {
    this.cursor = page.cursor;
    this.heard = Math.max(this.heard, page.generation);
    if (page.reset) {
      this.kept.clear();
      this.resets += 1;
    }
    for (const change of page.changes) {
      if ('license' in change) continue;
      const names = [`${change.section} ${change.key}`];
      for (const [kind, hash] of Object.entries(change.siblings)) names.push(`file-${kind} ${hash as string}`);
      for (const [asked, answer] of this.kept) {
        if (names.some((name) => namesOf(asked, answer).has(name))) this.kept.delete(asked);
      }
    }
  }
}

/** What was asked, and the other hashes that the answer told. */
function namesOf(asked: string, answer: string): Set<string> {
  if (asked === 'url') return new Set([0, 1].map((n) => `web ${webKey(n).toString('hex')}`));
  const { hashes } = JSON.parse(answer) as { hashes: Record<string, string> };
  return new Set([asked, ...Object.entries(hashes).map(([kind, hash]) => `file-${kind} ${hash}`)]);
}

const FEEDS = ['acme/a', 'acme/b', 'beta/c'];
const move = fc.record({
  feed: fc.constantFrom(...FEEDS),
  snapshot: fc.option(fc.nat(SNAPSHOTS.length - 1), { freq: 6 }),
  priority: fc.nat(2),
});
const override = fc
  .tuple(
    fc.constantFrom(null, 'C-1', 'C-2'),
    fc.constantFrom<Kind>(...KINDS),
    fc.nat(HASHES - 1),
    fc.option(fc.constantFrom<Zone>('red', 'green', 'grey')),
  )
  .map(([owner, kind, n, zone]): SetOverride => ({
    owner,
    section: sectionLayout(`file-${kind}`).id,
    key: hashOf(kind, n),
    zone,
  }));
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ moves: fc.array(move, { maxLength: 2 }), set: fc.array(override, { maxLength: 2 }) }),
  },
  { weight: 4, arbitrary: fc.record({ order: fc.shuffledSubarray(FEEDS, { minLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ grant: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ open: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ asked: fc.subarray([...QUESTIONS.keys()]), lag: fc.nat(1) }) },
  { weight: 4, arbitrary: fc.record({ pages: fc.nat(4), size: fc.integer({ min: 1, max: 4 }), at: fc.nat(1) }) },
);

const nextFeeds = (
  feeds: readonly LiveFeed[],
  moves: readonly { feed: string; snapshot: number | null; priority: number }[],
): LiveFeed[] => {
  const next = new Map(feeds.map((feed) => [feed.feed, feed]));
  for (const { feed, snapshot, priority } of moves) {
    if (snapshot === null) next.delete(feed);
    else next.set(feed, { feed, snapshotId: snapshot, version: 1, priority });
  }
  return [...next.values()].sort((a, b) => a.priority - b.priority || (a.feed < b.feed ? -1 : 1));
};

const reordered = (feeds: readonly LiveFeed[], order: readonly string[]): LiveFeed[] =>
  nextFeeds(
    feeds,
    feeds.map(({ feed, snapshotId }) => ({ feed, snapshot: snapshotId, priority: order.indexOf(feed) })),
  );

it('tells everything that is answered otherwise, to whoever may know it', async () => {
  let told = 0;
  let resets = 0;
  let still = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(null, null, ['acme/a']),
      fc.tuple(...FEEDS.map(() => fc.nat(SNAPSHOTS.length - 1))),
      fc.array(fc.array(event, { minLength: 1, maxLength: 4 }), { minLength: 2, maxLength: 6 }),
      async (ownFeeds, first, rounds) => {
        const history = new ChangeHistory(runs, SNAPSHOTS, ownFeeds);
        await history.publish();
        const moves = first.map((snapshot, i) => ({ feed: FEEDS[i] as string, snapshot, priority: i }));
        history.activate(nextFeeds([], moves), []);
        // Two processes that share nothing; the second one is a generation behind.
        const sets = [0, 1].map(() => new ChangeSets(indexDir, history.readFacts));
        const endpoint = new Endpoint();
        const poll = async (at: number, size: number): Promise<boolean> => {
          const journal = new GenerationJournal(history.readSteps);
          const { registry } = history;
          const ports = { generations: history.generation(at), registry, journal, sets: sets[at] as ChangeSets };
          const { text } = await new ChangePages(ports).page(history.entry, endpoint.cursor, size, NOW);
          const page = JSON.parse(text.toString()) as ChangesAnswer;
          told += page.changes.length;
          endpoint.hear(page);
          return page.more;
        };
        const ask = (name: string, lag: number): void => {
          const generation = history.generation(lag).current().number;
          endpoint.keep(name, history.ask(lag, QUESTIONS.get(name) as Question), generation);
        };
        await poll(0, 1);
        for (const events of rounds) {
          for (const name of QUESTIONS.keys()) ask(name, 0);
          for (const happened of events) {
            if ('moves' in happened) history.activate(nextFeeds(history.liveFeeds, happened.moves), happened.set);
            else if ('order' in happened) history.activate(reordered(history.liveFeeds, happened.order), []);
            else if ('grant' in happened) await history.grant(happened.grant ? ['beta/c'] : []);
            else if ('open' in happened) await history.openFeeds(happened.open ? ['beta/c'] : []);
            else if ('asked' in happened) for (const name of happened.asked) ask(name, happened.lag);
            else for (let i = 0; i < happened.pages; i++) await poll(happened.at, happened.size);
          }
          while (await poll(0, 3));
          still += endpoint.kept.size;
          for (const [name, answer] of endpoint.kept) {
            expect({ name, answer }).toEqual({ name, answer: history.ask(0, QUESTIONS.get(name) as Question) });
          }
        }
        resets += endpoint.resets;
      },
    ),
    { numRuns: 300 },
  );
  // It would be true of one that always resets, too.
  expect(told).toBeGreaterThan(2_000);
  expect(still).toBeGreaterThan(2_000);
  expect(resets).toBeLessThan(600);
}, 120_000);

describe('a page', () => {
  const feed = (name: string, snapshotId: number, priority = 0): LiveFeed => ({
    feed: name,
    snapshotId,
    version: 1,
    priority,
  });
  const historyOf = async (ownFeeds: readonly string[] | null = null): Promise<ChangeHistory> => {
    const history = new ChangeHistory(runs, SNAPSHOTS, ownFeeds);
    await history.publish();
    return history;
  };
  const pagesOf = (history: ChangeHistory, limit?: number, dir = indexDir): ChangePages => {
    const sets = new ChangeSets(dir, history.readFacts, limit);
    const journal = new GenerationJournal(history.readSteps);
    return new ChangePages({ generations: history.generation(0), registry: history.registry, journal, sets }, limit);
  };
  const ask = async (pages: ChangePages, history: ChangeHistory, cursor: string | null, size = 10_000) => {
    const { text } = await pages.page(history.entry, cursor, size, NOW);
    const page = JSON.parse(text.toString()) as ChangesAnswer;
    if (!isAnswer(page)) throw new Error(JSON.stringify(isAnswer.errors));
    return page;
  };

  it('begins with where the asker stands, and says nothing while nothing happens', async () => {
    const history = await historyOf();
    const start = await ask(pagesOf(history), history, null);
    expect(start).toMatchObject({ reset: false, more: false, changes: [], generation: 1 });
    expect(await ask(pagesOf(history), history, start.cursor)).toEqual(start);
  });

  it('tells of the registry by its revision alone', async () => {
    const history = await historyOf();
    const { cursor } = await ask(pagesOf(history), history, null);
    await history.publish();
    const page = await ask(pagesOf(history), history, cursor);
    expect(page.changes).toEqual([{ license: { revision: 2 } }]);
    expect((await ask(pagesOf(history), history, page.cursor)).changes).toEqual([]);
  });

  it('is a reset for a cursor of somebody who sees or owns something else', async () => {
    const [all, one] = [await historyOf(), await historyOf(['acme/a'])];
    for (const history of [all, one]) history.activate([feed('acme/a', 1), feed('acme/b', 2)], []);
    const { cursor } = await ask(pagesOf(all), all, null);
    expect(await ask(pagesOf(one), one, cursor)).toMatchObject({ reset: true, changes: [] });
    expect((await ask(pagesOf(all), all, cursor)).reset).toBe(false);
  });

  it('is a reset for what is no cursor, is of another epoch or history, or has too much behind it', async () => {
    const history = await historyOf();
    const pages = pagesOf(history);
    const { cursor } = await ask(pages, history, null);
    for (const bent of ['', 'x', `${cursor}A`, cursor.slice(1)]) {
      expect(await ask(pages, history, bent)).toMatchObject({ reset: true, changes: [] });
    }
    history.activate([feed('acme/a', 2)], []);
    const told = await ask(pagesOf(history), history, cursor);
    expect(told.reset).toBe(false);
    expect(told.changes.length).toBeGreaterThan(1);
    expect(await ask(pagesOf(history, told.changes.length - 1), history, cursor)).toMatchObject({
      reset: true,
      changes: [],
    });
    const lost = await ask(pagesOf(history, undefined, join(indexDir, 'nowhere')), history, cursor);
    expect(lost).toMatchObject({ reset: true, changes: [] });
    (history.rows as { at: number }[])[0] = { ...(history.rows[0] as object), at: 5 } as never;
    expect(await ask(pagesOf(history), history, cursor)).toMatchObject({ reset: true, changes: [] });
  });

  it('hears of overrides of its own and of the provider, with the other hashes of the file, and of no others', async () => {
    const history = await historyOf();
    const question: Question = { type: 'file', hashKind: 'sha256', key: hashOf('sha256', 0) };
    let snapshot = -1;
    do history.activate([feed('acme/a', ++snapshot)], []);
    while (namesOf('file', history.ask(0, question)).size < 2);
    const { cursor } = await ask(pagesOf(history), history, null);
    const section = sectionLayout('file-sha256').id;
    const set = (owner: string | null, n: number): SetOverride => ({
      owner,
      section,
      key: hashOf('sha256', n),
      zone: 'red',
    });
    history.activate([feed('acme/a', snapshot)], [set('C-2', 1), set('C-1', 0)]);
    const { changes } = await ask(pagesOf(history), history, cursor);
    const key = hashOf('sha256', 0).toString('hex');
    const { hashes } = JSON.parse(history.ask(0, question)) as { hashes: object };
    expect(hashes).not.toEqual({});
    expect(changes).toEqual([{ section: 'file-sha256', key, siblings: hashes }]);
  });

  it('is as long as was asked for, and goes on behind it, whole key by whole key', async () => {
    const history = await historyOf();
    const { cursor } = await ask(pagesOf(history), history, null);
    history.activate([feed('acme/a', 2), feed('acme/b', 14)], []);
    const whole = await ask(pagesOf(history), history, cursor);
    for (const size of [1, 2, 3]) {
      const parts: ChangesAnswer['changes'][number][] = [];
      for (let at: string = cursor, more = true; more;) {
        const page = await ask(pagesOf(history), history, at, size);
        expect(new Set(page.changes.map((one) => ('key' in one ? one.key : ''))).size).toBeLessThanOrEqual(size);
        parts.push(...page.changes);
        ({ cursor: at, more } = page);
      }
      expect(parts).toEqual(whole.changes);
    }
  });
});
