import { participantMark } from '@pksn/licensing';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from 'typeorm';
import { databaseOf } from '../data-source';
import { ContributionCounting } from '../contributions/contribution-counting';
import { ContributionSums } from '../contributions/contribution-sums';
import { Contributions } from '../contributions/contributions';
import type { ContributedHour } from '../contributions/contributions';
import { LearntPublication } from '../contributions/learnt-publication';
import { readGeneration } from '../generation-reader';
import { readGenerationSteps } from '../generation-steps';
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
      source.query(
        'TRUNCATE contribution, sighting, learnt_news, learnt_file, contributed_counter, contributed_detection',
      ),
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

    it('and are taken up to what a customer may hand in in a day', async () => {
      await source.query('TRUNCATE contribution_day');
      const small = new Contributions(source, () => 150);
      await small.put(endpoint(1), 'C-1', '1.0', [said(1)]);
      const refused = { code: 'STATISTICS_QUOTA', facts: { retryAfterSeconds: expect.any(Number) as number } };
      await expect(small.put(endpoint(2), 'C-1', '1.0', [said(1)])).rejects.toMatchObject(refused);
      await expect(new Contributions(source, () => 10).put(endpoint(2), 'C-2', '1.0', [said(1)])).rejects.toMatchObject(
        refused,
      );
      expect(await left('contribution')).toBe(1);
      await small.put(endpoint(2), 'C-2', '1.0', [said(1)]);
      expect(await left('contribution')).toBe(2);
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
      const learning = new LearntPublication(source);
      const learnt = async (): Promise<unknown> => (await readGeneration(source)).learnt.put;
      await report(1, 15);
      await report(1, 1, hour - HOUR_MS);
      expect(await learning.publish()).toBe(0);
      await report(16, 16);
      const before = await readGeneration(source);
      expect(before.learnt.put).toEqual([]);
      // Two workers at once.
      expect((await Promise.all([learning.publish(), learning.publish()])).sort()).toEqual([0, 1]);
      const sha256 = Buffer.from(file.key, 'hex');
      const day = Math.floor(now / 86_400_000);
      expect(await learnt()).toMatchObject([{ sha256, popularityBucket: 5, firstSeenDay: day }]);
      await report(17, 17);
      expect(await learning.publish()).toBe(0);
      await report(17, 17, hour - 48 * HOUR_MS);
      expect(await learnt()).toMatchObject([{ firstSeenDay: day }]);
      expect(await learning.publish()).toBe(1);
      expect(await learnt()).toMatchObject([{ firstSeenDay: day - 2 }]);
      const { number } = await readGeneration(source);
      expect(number).toBe(before.number + 2);
      const { overrides: told } = await readGenerationSteps(source.manager, before.number, number, 10);
      expect(told).toMatchObject([{ generation: number, customerId: null, key: sha256 }]);
    });

    it('and what was learnt longest ago leaves when there is no room, by a generation, too', async () => {
      const one = (n: number): Buffer => Buffer.alloc(32, n);
      const learning = new LearntPublication(source, 2, 1);
      await source.query('INSERT INTO learnt_news SELECT sha256, 5, 20000 FROM unnest($1::bytea[]) AS u (sha256)', [
        [1, 2, 3].map(one),
      ]);
      const before = await readGeneration(source);
      expect(await learning.publish()).toBe(3);
      const known = { epoch: before.epoch, number: before.number + 2, createdAt: 0 };
      const [row] = (await source.query('SELECT created_at AS at FROM generation WHERE number = $1', [
        known.number,
      ])) as [{ at: Date }];
      const { number, learnt } = await readGeneration(source, { ...known, createdAt: row.at.getTime() });
      expect(number).toBe(before.number + 3);
      expect(learnt).toMatchObject({ whole: false, gone: [one(1)], put: [{ sha256: one(3) }] });
      const { learnt: all } = await readGeneration(source);
      expect([all.whole, all.put.map(({ sha256 }) => sha256[0]).sort()]).toEqual([true, [2, 3]]);
      const { overrides: told } = await readGenerationSteps(source.manager, number - 1, number, 10);
      expect(told?.map(({ key }) => key[0])).toEqual([1, 3]);
      // What left is kept as long as somebody can ask what changed.
      await learning.prune();
      expect(await left('learnt_file')).toBe(3);
      await source.query('UPDATE learnt_file SET generation = 1 WHERE is_gone');
      await learning.prune();
      expect(await left('learnt_file')).toBe(2);
    });
  });
});
