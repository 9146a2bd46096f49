import type { EventEmitter } from 'node:events';
import { codeOfZone, encodeRecord, sectionById, sectionLayout } from '@pksn/domain';
import type { Zone } from '@pksn/domain';
import type { TemporaryDatabase } from '@pksn/testing';
import { temporaryDatabase } from '@pksn/testing';
import type { DataSource } from './index';
import { PostgresFeedLedger, migrate, openDatabase, removeOrphanedRuns } from './index';
import { SECTIONS, makeLive, openStaging, sampleRecords } from './staging.fixture';

let database: TemporaryDatabase;
let source: DataSource;
beforeAll(async () => {
  database = await temporaryDatabase({ filledBy: migrate });
  source = await openDatabase(database.url, 6);
});
afterAll(async () => {
  await source?.destroy();
  await database?.stop();
});

const rows = async <T>(sql: string, parameters: unknown[] = []): Promise<T[]> =>
  (await source.query(sql, parameters)) as T[];
const runTables = async (): Promise<string[]> =>
  (
    await rows<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname LIKE 'reputation_run_%'`,
    )
  ).map(({ name }) => name);
const openTransactions = async (): Promise<number> =>
  (
    await rows<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'`)
  )[0]!.n;

describe('a stage', () => {
  it('gives back every section byte for byte, and a unique key in each', async () => {
    const { stage, snapshot } = await openStaging(source, 'acme/bytes', 1);
    for (const layout of SECTIONS) await stage.write(layout, sampleRecords(layout));
    await stage.seal();
    await stage.commit(snapshot);
    for (const layout of SECTIONS) {
      const stored = await rows<{ key: Buffer; value: Buffer; zone: number | null }>(
        'SELECT key, value, zone FROM reputation_record WHERE run_id = $1 AND section = $2 ORDER BY key',
        [stage.runId, layout.id],
      );
      const parts = stored.flatMap(({ key, value }) => {
        const length = Buffer.alloc(2);
        length.writeUInt16BE(value.length);
        return layout.form === 'text' ? [key, length, value] : [key, value];
      });
      expect({ section: layout.name, bytes: Buffer.concat(parts).toString('hex') }).toEqual({
        section: layout.name,
        bytes: sampleRecords(layout).toString('hex'),
      });
      expect(stored.map(({ zone }) => zone !== null)).toEqual(stored.map(() => layout.form === 'record'));
    }
    const twice = source.query(
      `INSERT INTO reputation_record SELECT * FROM reputation_record WHERE run_id = $1 LIMIT 1`,
      [stage.runId],
    );
    await expect(twice).rejects.toMatchObject({ code: '23505' });
  });

  it('takes many chunks without holding on to anything', async () => {
    const layout = sectionLayout('file-md5');
    const { stage, snapshot } = await openStaging(source, 'acme/many', 1);
    const chunks = 25;
    const perChunk = 20_000;
    for (let chunk = 0; chunk < chunks; chunk++) {
      const record = encodeRecord(layout, Buffer.alloc(16), emptyValue('red'));
      const bytes = Buffer.concat(new Array<Buffer>(perChunk).fill(record));
      for (let n = 0; n < perChunk; n++) bytes.writeUInt32BE(chunk * perChunk + n, n * layout.recordBytes);
      await stage.write(layout, bytes);
    }
    const { copy } = (stage as unknown as { partition: { copy: EventEmitter } }).partition;
    for (const event of ['drain', 'close', 'error'])
      expect({ event, many: copy.listenerCount(event) > 3 }).toEqual({ event, many: false });
    await stage.seal();
    await stage.commit(snapshot);
    expect(await rows('SELECT count(*)::int AS n FROM reputation_record WHERE run_id = $1', [stage.runId])).toEqual([
      { n: chunks * perChunk },
    ]);
  });

  it('shows records in words', async () => {
    const { stage, snapshot } = await openStaging(source, 'acme/words', 1);
    const file = sectionLayout('file-sha256');
    const web = sectionLayout('web');
    await stage.write(file, sampleRecords(file));
    await stage.write(web, encodeRecord(web, Buffer.alloc(32, 0x11), { ...emptyValue('orange'), popularityBucket: 3 }));
    await stage.seal();
    await stage.commit(snapshot);
    const seen = await rows(
      'SELECT section, left(key, 2) AS key, zone, trust_group, popularity_bucket, first_seen::text, threat_key, product_key FROM reputation WHERE run_id = $1 ORDER BY section, key',
      [stage.runId],
    );
    const none = { trust_group: null, popularity_bucket: 0, first_seen: null, threat_key: null, product_key: null };
    expect(seen).toEqual([
      { ...none, section: 3, key: '01', zone: 'green', popularity_bucket: 1, product_key: 'b1'.repeat(8) },
      {
        ...none,
        section: 3,
        key: '02',
        zone: 'red',
        trust_group: 'untrusted',
        popularity_bucket: 2,
        first_seen: '2024-10-06',
        threat_key: 'a2'.repeat(8),
      },
      {
        ...none,
        section: 3,
        key: '03',
        zone: 'green',
        trust_group: 'trusted',
        popularity_bucket: 3,
        first_seen: '2024-10-07',
        product_key: 'b3'.repeat(8),
      },
      {
        ...none,
        section: 3,
        key: '04',
        zone: 'red',
        trust_group: 'untrusted',
        popularity_bucket: 4,
        first_seen: '2024-10-08',
        threat_key: 'a4'.repeat(8),
      },
      { ...none, section: 3, key: '05', zone: 'removed' },
      { ...none, section: 8, key: '11', zone: 'orange', popularity_bucket: 3 },
    ]);
  });

  it.each<[Zone, number[]]>([
    ['orange', [3, 4, 5, 11, 12, 14]],
    ['yellow', [8, 9, 10, 11, 12]],
  ])('lets the database refuse %s where it is illegal, whoever writes it', async (zone, sections) => {
    const { stage, snapshot } = await openStaging(source, `acme/${zone}`, 1);
    await stage.seal();
    await stage.commit(snapshot);
    for (const section of sections) {
      const { recordBytes, keyBytes } = sectionById(section);
      const value = Buffer.alloc(recordBytes - keyBytes);
      value[0] = codeOfZone(zone);
      const insert = (code: number): Promise<unknown> =>
        source.query('INSERT INTO reputation_record (run_id, section, key, zone, value) VALUES ($1, $2, $3, $4, $5)', [
          stage.runId,
          section,
          Buffer.alloc(keyBytes, 7),
          code,
          value,
        ]);
      await expect(insert(codeOfZone(zone))).rejects.toMatchObject({
        code: '23514',
        constraint: `reputation_record_${zone}`,
      });
      // The column cannot say otherwise than the bytes.
      await expect(insert(codeOfZone('red'))).rejects.toMatchObject({
        code: '23514',
        constraint: 'reputation_record_value',
      });
    }
    // The same holds for bytes that come by COPY.
    const layout = sectionById(sections[0]!);
    const bad = await openStaging(source, `acme/copied-${zone}`, 1);
    await bad.stage.write(layout, encodeRecord(layout, Buffer.alloc(layout.keyBytes, 1), emptyValue(zone as 'red')));
    await expect(bad.stage.seal()).rejects.toMatchObject({ code: '23514' });
    await bad.stage.abandon();
  });

  it('leaves nothing when it is abandoned, at whatever point', async () => {
    const before = await runTables();
    const file = sectionLayout('file-sha256');
    const empty = await openStaging(source, 'acme/abandoned', 1);
    await empty.stage.abandon();
    const filled = await openStaging(source, 'acme/abandoned', 1);
    await filled.stage.write(file, sampleRecords(file));
    await filled.stage.abandon();
    const sealed = await openStaging(source, 'acme/abandoned', 1);
    await sealed.stage.write(file, sampleRecords(file));
    await sealed.stage.seal();
    await sealed.stage.abandon();
    const cut = await openStaging(source, 'acme/abandoned', 1);
    await cut.stage.write(file, sampleRecords(file));
    await source.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%' OR query LIKE 'COPY%'`,
    );
    await expect(cut.stage.write(file, sampleRecords(file)).then(() => cut.stage.seal())).rejects.toThrow();
    await cut.stage.abandon();
    expect(await runTables()).toEqual(before);
    expect(await openTransactions()).toBe(0);
    expect(await rows(`SELECT 1 FROM feed WHERE name = 'acme/abandoned'`)).toEqual([]);
  });

  it('judges the floor again when it commits: of two packages of one version one wins', async () => {
    const before = await runTables();
    const [first, second] = await Promise.all([
      openStaging(source, 'acme/race', 3),
      openStaging(source, 'acme/race', 3),
    ]);
    const file = sectionLayout('file-sha256');
    for (const { stage } of [first, second]) await stage.write(file, sampleRecords(file));
    const outcomes = await Promise.all(
      [first, second].map(async ({ stage, snapshot }) => {
        try {
          await stage.seal();
          return typeof (await stage.commit(snapshot));
        } catch (error) {
          await stage.abandon();
          return (error as { code: string }).code;
        }
      }),
    );
    expect(outcomes.sort()).toEqual(['PACKAGE_ROLLBACK', 'number']);
    expect((await runTables()).length).toBe(before.length + 1);
    // The loser's connection goes back to the pool without a transaction, and so without its locks.
    expect(await openTransactions()).toBe(0);
    expect(await rows(`SELECT objid FROM pg_locks WHERE locktype = 'advisory'`)).toEqual([]);
    expect(await rows(`SELECT count(*)::int AS n FROM snapshot WHERE feed = 'acme/race'`)).toEqual([{ n: 1 }]);
    await makeLive(source, 'acme/race', 4);
  });
});

describe('orphaned runs', () => {
  it('are removed when they have no row, and only while nothing is staged', async () => {
    const kept = await openStaging(source, 'acme/orphans', 1);
    await kept.stage.seal();
    await kept.stage.commit(kept.snapshot);
    const keptId = String(kept.stage.runId);
    const removed: string[] = [];
    const clean = (): Promise<number | null> =>
      removeOrphanedRuns(
        source,
        async () => [keptId, '999000', '999001'],
        async (id) => void removed.push(id),
      );
    const open = await new PostgresFeedLedger(source).openStage();
    expect(await clean()).toBeNull();
    expect(removed).toEqual([]);
    await open.abandon();
    expect(await clean()).toBe(2);
    expect(removed).toEqual(['999000', '999001']);
  });
});

function emptyValue(zone: Exclude<Zone, 'grey'>): Parameters<typeof encodeRecord>[2] {
  return {
    zone,
    trustGroup: null,
    popularityBucket: 0,
    firstSeenDay: 0,
    threat: null,
    product: null,
    sha1: null,
    md5: null,
  };
}
