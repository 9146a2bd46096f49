import { HOUR_MS } from '@pksn/licensing';
import { createLogger } from '@pksn/runtime';
import type { DataSource } from '@pksn/store-postgres';
import { PulseLedger, QueryStatistics, migrate, openDatabase } from '@pksn/store-postgres';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import { askDomain, askSoftware } from '@pksn/lookup';
import { AskedCounts } from './asked-counts';
import { PulseRecorder } from '../pulse/pulse-recorder';
import { StatisticsRecorder } from './statistics-recorder';
import { UnknownObjects } from './unknown-objects';

const HOUR = Date.UTC(2027, 0, 15, 9);
const RETENTION = { hoursMs: 400 * 24 * HOUR_MS, unknownMs: 7 * 24 * HOUR_MS };

describe('statistics', () => {
  let database: TemporaryDatabase;
  let source: DataSource;
  let ledger: QueryStatistics;
  const log = createLogger({ name: 'test', level: 'silent' });
  beforeAll(async () => {
    database = await temporaryDatabase({ filledBy: migrate });
    source = await openDatabase(database.url, 2);
    ledger = new QueryStatistics(source);
  }, 60_000);
  beforeEach(() => source.query('TRUNCATE query_statistics, unknown_object, pulse'));
  afterAll(async () => {
    await source?.destroy();
    await database?.stop();
  });

  const byHour = async (): Promise<unknown[]> =>
    (await ledger.queries(new Date(0), new Date(HOUR + 24 * HOUR_MS), 'hour', 100)).map((row) => [
      (row.from.getTime() - HOUR) / HOUR_MS,
      row.zone,
      row.queries,
    ]);
  const away = (): Promise<void> => source.query('ALTER TABLE query_statistics RENAME TO away');
  const back = (): Promise<void> => source.query('ALTER TABLE away RENAME TO query_statistics');

  it('are of the hour in which they were counted, however long the database is away', async () => {
    let now = HOUR + 1;
    const counts = new AskedCounts(new UnknownObjects());
    const recorder = new StatisticsRecorder(counts, ledger, RETENTION, { now: () => now }, log);
    counts.saw(askDomain('a.example'), 'red');
    await recorder.write();
    await away();
    for (const hours of [0, 1, 2]) {
      now = HOUR + hours * HOUR_MS + 60_000;
      counts.saw(askDomain('b.example'), 'red');
      counts.saw(askDomain(`unknown-${String(hours)}.example`), 'grey');
      await recorder.write();
    }
    await back();
    await recorder.stop();
    expect(await byHour()).toEqual([
      [0, 'grey', 1],
      [0, 'red', 2],
      [1, 'grey', 1],
      [1, 'red', 1],
      [2, 'grey', 1],
      [2, 'red', 1],
    ]);
    const unknown = await ledger.unknown(new Date(0), 10);
    expect(unknown.map(({ object }) => object)).toEqual([0, 1, 2].map((hours) => `unknown-${String(hours)}.example`));
  });

  it('of steps are sums of all processes, thinned to minutes after a day and gone after two weeks', async () => {
    const pulse = new PulseLedger(source);
    const last = HOUR + 30_000;
    await pulse.add(HOUR, { requests: 5, 'zone.red': 2 });
    await pulse.add(HOUR + 9_999, { requests: 1, 'refused.LICENSE_REVOKED': 1 });
    await pulse.add(last, { requests: 4 });
    const merged = { requests: 6, 'zone.red': 2, 'refused.LICENSE_REVOKED': 1 };
    expect(await pulse.read(HOUR, last + 1, 10_000)).toEqual([
      { at: HOUR, counts: merged },
      { at: last, counts: { requests: 4 } },
    ]);
    const day = 24 * HOUR_MS;
    await pulse.thin(last + day);
    expect(await pulse.read(HOUR, last + 1, 10_000)).toHaveLength(2);
    // Two processes at once, and what came late for a minute that is one already.
    await Promise.all([pulse.thin(HOUR + 60_000 + day), pulse.thin(HOUR + 60_000 + day)]);
    await pulse.add(last, { requests: 1 });
    await pulse.thin(HOUR + 2 * day);
    expect(await pulse.read(HOUR, last + 1, 60_000)).toEqual([{ at: HOUR, counts: { ...merged, requests: 11 } }]);
    expect(await source.query('SELECT step_seconds FROM pulse')).toEqual([{ step_seconds: 60 }]);
    await pulse.thin(HOUR + 15 * day);
    expect(await source.query('SELECT 1 FROM pulse')).toEqual([]);
  });

  it('of a step are lost when they cannot be written, and those of the next are written', async () => {
    const counted = [{ requests: 1 }, { requests: 2 }, null];
    const meter = { take: () => counted.shift() ?? null };
    const pulse = new PulseLedger(source);
    await source.query('ALTER TABLE pulse RENAME TO pulse_away');
    const recorder = new PulseRecorder({ meter, ledger: pulse, clock: { now: () => HOUR + 6_000 } }, log);
    await recorder.stop();
    await source.query('ALTER TABLE pulse_away RENAME TO pulse');
    await recorder.stop();
    await recorder.stop();
    expect(await pulse.read(HOUR, HOUR + 10_000, 10_000)).toEqual([{ at: HOUR, counts: { requests: 2 } }]);
  });

  it('are written at the end though the database comes back only then', async () => {
    const counts = new AskedCounts();
    const recorder = new StatisticsRecorder(counts, ledger, RETENTION, { now: () => HOUR }, log);
    counts.saw(askDomain('a.example'), 'red');
    await away();
    const stopped = recorder.stop();
    await new Promise((done) => setTimeout(done, 500));
    await back();
    await stopped;
    expect(await byHour()).toEqual([[0, 'red', 1]]);
  });

  it('of unknown objects take every name that can be asked, as a text that can be shown', async () => {
    const counts = new AskedCounts(new UnknownObjects());
    const recorder = new StatisticsRecorder(counts, ledger, RETENTION, { now: () => HOUR }, log);
    for (const vendor of ['a\u0000b', 'a\ud800b', 'a\ud801b', 'a\u001b[2Jb'])
      counts.saw(askSoftware(vendor, 'x', null), 'grey');
    counts.saw(askDomain('seen.example'), 'grey');
    await recorder.stop();
    expect((await ledger.unknown(new Date(0), 10)).map(({ object, queries }) => [object, queries])).toEqual([
      ['a\ufffdb x', 3],
      ['seen.example', 1],
      ['a\ufffd[2Jb x', 1],
    ]);
  });
});
