import { participantMark } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from 'typeorm';
import { databaseOf } from '../data-source';
import { ContributionCounting } from '../contributions/contribution-counting';
import { ContributionSums } from '../contributions/contribution-sums';
import { Contributions } from '../contributions/contributions';
import type { ContributedHour } from '../contributions/contributions';
import { learntFilesSince } from '../contributions/learnt-files';
import { migrate } from '../migrate';
import { Participations } from './participations';
import { Statements } from './statements';

describe('the endpoints of one customer', () => {
  let database: TemporaryDatabase;
  let source: DataSource;
  let participations: Participations;
  const accepted = { statement: 1, language: 'en', requests: true, contributions: true };
  const endpoint = (n: number, customer = 'C-1'): Buffer => participantMark(customer, n.toString(16).padStart(32, '0'));

  beforeAll(async () => {
    database = await temporaryDatabase({ filledBy: migrate });
    source = await databaseOf(database.url, 2).initialize();
    await new Statements(source).publish(
      { id: null, texts: [{ language: 'en', text: 'A.' }], inForceAt: null },
      'test',
    );
    participations = new Participations(source, 2);
  }, 60_000);
  afterAll(async () => {
    await source.destroy();
    await database.stop();
  });

  it('are as many as can be kept, and leave room when they stop', async () => {
    const full = expect.objectContaining({ code: 'PARTICIPATION_FULL' }) as Error;
    await participations.accept(endpoint(1), 'C-1', accepted);
    await participations.accept(endpoint(1), 'C-1', { ...accepted, contributions: false });
    await participations.accept(endpoint(2), 'C-1', accepted);
    await expect(participations.accept(endpoint(3), 'C-1', accepted)).rejects.toEqual(full);
    expect(await participations.of(endpoint(3))).toBeNull();
    await participations.accept(endpoint(1, 'C-2'), 'C-2', accepted);
    await participations.stop(endpoint(3));
    await participations.stop(endpoint(2));
    await participations.stop(endpoint(2));
    await participations.accept(endpoint(3), 'C-1', accepted);
    await expect(participations.accept(endpoint(2), 'C-1', accepted)).rejects.toEqual(full);
    expect(await participations.of(endpoint(1))).toMatchObject({ contributions: false, isCurrent: true });
  });

  describe('contribute', () => {
    const HOUR_MS = 3_600_000;
    const RETENTION = 30 * 24 * HOUR_MS;
    const now = Date.UTC(2026, 10, 22, 10, 30);
    const hour = Date.UTC(2026, 10, 22, 10);
    const file = { kind: 'file', key: 'ab'.repeat(32), zone: 'red', threat: null, count: 1 };
    const said = (count: number, at = hour, detections = [file]): ContributedHour => ({
      hour: at,
      counters: [{ name: 'lookups', count }],
      detections,
    });
    let contributions: Contributions;
    let counting: ContributionCounting;
    const lookups = async (): Promise<number> => {
      const filter = { from: new Date(0), to: new Date(now), customerId: null };
      const rows = await new ContributionSums(source).counters(filter, 'day', 10);
      return rows.reduce((sum, { count }) => sum + count, 0);
    };
    const left = async (table: string): Promise<number> =>
      ((await source.query(`SELECT count(*)::int AS n FROM ${table}`)) as [{ n: number }])[0].n;

    beforeAll(async () => {
      participations = new Participations(source);
      contributions = new Contributions(source);
      counting = new ContributionCounting(source);
      for (let i = 1; i <= 17; i++) await participations.accept(endpoint(i), 'C-1', accepted);
    });
    beforeEach(() =>
      source.query('TRUNCATE contribution, sighting, learnt_file, contributed_counter, contributed_detection'),
    );

    it('and are counted once, whenever that is done and however often it is sent or corrected', async () => {
      await contributions.put(endpoint(1), 'C-1', '1.0', [said(5)]);
      await contributions.put(endpoint(1), 'C-1', '1.0', [said(6)]);
      // Two workers at once.
      await Promise.all([counting.count(now, RETENTION), counting.count(now, RETENTION)]);
      expect(await lookups()).toBe(6);
      await contributions.put(endpoint(1), 'C-1', '1.0', [said(6)]);
      expect(await counting.count(now, RETENTION)).toBe(0);
      await contributions.put(endpoint(1), 'C-1', '1.1', [said(2)]);
      await contributions.put(endpoint(2), 'C-1', '1.0', [said(1)]);
      expect(await counting.count(now, RETENTION)).toBe(2);
      expect(await lookups()).toBe(3);
    });

    it('and what names them expires, and is not counted again when it is sent again', async () => {
      const old = hour - RETENTION;
      await contributions.put(endpoint(1), 'C-1', '1.0', [said(5, old)]);
      await counting.count(now - HOUR_MS, RETENTION);
      expect(await lookups()).toBe(5);
      expect(await counting.prune(now, RETENTION, 2 * RETENTION)).toBe(2);
      await contributions.put(endpoint(1), 'C-1', '1.0', [said(5, old)]);
      expect(await counting.count(now, RETENTION)).toBe(0);
      expect(await lookups()).toBe(5);
    });

    it('and what names them goes when they stop, or stop contributing', async () => {
      for (const n of [1, 2, 3]) await contributions.put(endpoint(n), 'C-1', '1.0', [said(1)]);
      await counting.count(now, RETENTION);
      await participations.stop(endpoint(1));
      await participations.accept(endpoint(2), 'C-1', { ...accepted, contributions: false });
      expect([await left('contribution'), await left('sighting')]).toEqual([1, 1]);
      expect(await lookups()).toBe(3);
      for (const n of [1, 2])
        await expect(contributions.put(endpoint(n), 'C-1', '1.0', [said(1)])).rejects.toMatchObject({
          code: 'PARTICIPATION_REQUIRED',
        });
      for (const n of [1, 2]) await participations.accept(endpoint(n), 'C-1', accepted);
    });

    it('and teach how widespread a file is from sixteen of them on, in powers of two', async () => {
      const report = async (from: number, to: number, at = hour): Promise<void> => {
        for (let i = from; i <= to; i++) await contributions.put(endpoint(i), 'C-1', '1.0', [said(1, at)]);
        await counting.count(now, RETENTION);
      };
      await report(1, 15);
      await report(1, 1, hour - HOUR_MS);
      expect(await learntFilesSince(source, 0, 10)).toEqual([]);
      await report(16, 16);
      const [learnt] = await learntFilesSince(source, 0, 10);
      const sha256 = Buffer.from(file.key, 'hex');
      expect(learnt).toMatchObject({ sha256, popularityBucket: 5, firstSeenDay: Math.floor(now / 86_400_000) });
      await report(17, 17);
      expect(await learntFilesSince(source, learnt?.revision ?? 0, 10)).toEqual([]);
      await report(17, 17, hour - 48 * HOUR_MS);
      expect(await learntFilesSince(source, learnt?.revision ?? 0, 10)).toMatchObject([
        { firstSeenDay: Math.floor(now / 86_400_000) - 2 },
      ]);
    });
  });
});
