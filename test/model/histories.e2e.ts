import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from '@pksn/store-postgres';
import { migrate, openDatabase } from '@pksn/store-postgres';
import type { Command, TemporaryDatabase } from '@pksn/testing';
import { COMMANDS, playHistory, temporaryDatabase } from '@pksn/testing';
import * as fc from 'fast-check';
import { DatabaseHistory } from './database-history';

/** TARGETS R6; PKSN_TEST_HISTORIES=10000 is its long form. PKSN_TEST_SEED repeats a run. */
const HISTORIES = Number(process.env.PKSN_TEST_HISTORIES ?? 200);
/** Histories that are played at a time, each series on a database of its own: most of a history is waiting. */
const SERIES = 2;
const seed = Number(process.env.PKSN_TEST_SEED ?? Date.now() % 1_000_000);
const BEGIN = Date.UTC(2026, 10, 22);
const OFTEN = ['upload: active', 'upload: held', 'revert: done', 'release: done'];

const command: fc.Arbitrary<Command> = fc.record({
  what: fc.constantFrom(...COMMANDS),
  feed: fc.nat(1),
  pick: fc.nat(60),
  hold: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  dieAt: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 30 }) }),
  twice: fc.boolean(),
});

describe('random histories on PostgreSQL', () => {
  const seen = new Map<string, number>();
  const tally = (what: string, outcome: string): void =>
    void seen.set(`${what}: ${outcome}`, (seen.get(`${what}: ${outcome}`) ?? 0) + 1);
  const folders: string[] = [];
  const sources: DataSource[] = [];
  let database: TemporaryDatabase;
  beforeAll(async () => {
    database = await temporaryDatabase({ filledBy: migrate });
    const first = await openDatabase(database.url, 1);
    const urls = [database.url];
    for (let n = 1; n < SERIES; n++) {
      const url = new URL(database.url);
      url.pathname = `/series_${String(n)}`;
      await first.query(`CREATE DATABASE series_${String(n)}`);
      await migrate(url.href);
      urls.push(url.href);
    }
    await first.destroy();
    for (const url of urls) sources.push(await openDatabase(url, 8));
  });
  afterAll(async () => {
    for (const source of sources) await source.destroy();
    await database?.stop();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const series = (source: DataSource, n: number): Promise<void> => {
    const indexDir = mkdtempSync(join(tmpdir(), 'pksn-histories-'));
    folders.push(indexDir);
    const play = async (history: readonly Command[]): Promise<void> => {
      const clock = { now: BEGIN };
      const system = new DatabaseHistory(source, indexDir, clock);
      await system.begin();
      try {
        await playHistory(history, system, clock, tally);
      } finally {
        await system.end();
      }
    };
    return fc.assert(fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 16 }), play), {
      numRuns: Math.ceil(HISTORIES / SERIES),
      seed: seed + n,
    });
  };

  it(
    `come to what a small model says (${String(HISTORIES)}, PKSN_TEST_SEED=${String(seed)})`,
    async () => {
      await Promise.all(sources.map(series));
      process.stdout.write(`histories: ${JSON.stringify(Object.fromEntries([...seen].sort()))}\n`);
      // Histories in which little happens show little.
      for (const one of OFTEN) expect([one, (seen.get(one) ?? 0) >= HISTORIES / 200]).toEqual([one, true]);
    },
    300_000 + HISTORIES * 2_000,
  );
});
