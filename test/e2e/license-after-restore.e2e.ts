import type { TemporaryDatabase } from '@pksn/testing';
import { openDatabase } from '@pksn/store-postgres';
import { eventually } from './steps';
import { QUERY_PROCESSES, ThreeQueryProcesses, fromAll } from './three-query-processes';

/** What a change of the registry writes, parents first. */
const TABLES = [
  'installation',
  'registry_change',
  'customer',
  'license',
  'license_key',
  'license_file',
  'revoked_key',
  'generation',
  'override',
];

describe('the registry after a restore and a fail-over', () => {
  let three: ThreeQueryProcesses;
  let replica: TemporaryDatabase | undefined;
  beforeAll(async () => {
    three = await ThreeQueryProcesses.start();
  }, 120_000);
  afterAll(async () => {
    await three?.stop();
    await replica?.stop();
  });

  const save = async (name: string): Promise<void> => {
    for (const table of TABLES) await three.source.query(`CREATE TABLE ${name}_${table} AS TABLE ${table}`);
  };
  /** In one step, and without a word to anybody, as a restore does it. */
  const restore = (name: string): Promise<void> =>
    three.source.transaction(async (manager) => {
      await manager.query('SET LOCAL session_replication_role = replica');
      for (const table of TABLES) {
        await manager.query(`DELETE FROM ${table}`);
        await manager.query(`INSERT INTO ${table} OVERRIDING SYSTEM VALUE TABLE ${name}_${table}`);
      }
    });
  const numbers = async (): Promise<unknown> => {
    const [row] = (await three.source.query(
      'SELECT registry_revision AS registry, (SELECT max(number) FROM generation) AS generation, epoch FROM installation',
    )) as unknown[];
    return row;
  };
  const override = async (zone: string): Promise<void> => {
    const answer = await three.service.admin.post('/api/v1/overrides', {
      body: { object: { domain: 'example.net' }, zone, reason: 'known' },
    });
    if (answer.status !== 201) throw new Error(answer.text);
  };
  /** What each process says of the domain, once all say what is expected, or at the end of ten seconds. */
  const zones = (key: string, expected: string): Promise<string[]> =>
    eventually(
      () =>
        Promise.all(
          QUERY_PROCESSES.map(
            async (name) => (await three.service.query(key, name).get('/v1/domains/example.net')).body.zone as string,
          ),
        ),
      (all) => all.every((zone) => zone === expected),
    );

  it('answers by a restored backup that has reached the same numbers with other content', async () => {
    const common = three.license();
    const ours = [three.license(), three.license(), three.license()];
    const theirs = [three.license(), three.license(), three.license()];
    const keys = [common, ...ours, ...theirs].map(({ key }) => key);
    const unknown = 'LICENSE_KEY_NOT_SUBMITTED';
    const withOurs = ['granted', ...ours.map(() => 'granted'), ...theirs.map(() => unknown)];
    const withTheirs = ['granted', ...ours.map(() => unknown), ...theirs.map(() => 'granted')];
    await three.submit(three.source, common);
    await save('before');
    await three.submit(three.source, ...theirs);
    await override('green');
    expect(await three.verdicts(keys, withTheirs)).toEqual(fromAll(withTheirs));
    const theirNumbers = await numbers();
    await save('theirs');

    await restore('before');
    await three.submit(three.source, ...ours);
    await override('orange');
    expect(await three.verdicts(keys, withOurs)).toEqual(fromAll(withOurs));
    expect(await zones(common.key, 'orange')).toEqual(fromAll('orange'));
    expect(await numbers()).toEqual(theirNumbers);

    await restore('theirs');
    expect(await three.verdicts(keys, withTheirs)).toEqual(fromAll(withTheirs));
    expect(await zones(common.key, 'green')).toEqual(fromAll('green'));
  });

  it('follows a fail-over to a replica that lost commits, and what is changed there', async () => {
    const [kept, lost, fresh] = [three.license(), three.license(), three.license()];
    const keys = [kept, lost, fresh].map(({ key }) => key);
    const unknown = 'LICENSE_KEY_NOT_SUBMITTED';
    await three.submit(three.source, kept);
    replica = await three.service.database.copy();
    await three.submit(three.source, lost);
    const before = ['granted', 'granted', unknown];
    expect(await three.verdicts(keys, before)).toEqual(fromAll(before));

    await three.service.database.interrupt();
    for (const relay of Object.values(three.relays)) relay.pointTo(Number(new URL(replica.url).port));
    const after = ['granted', unknown, unknown];
    expect(await three.verdicts(keys, after)).toEqual(fromAll(after));
    const source = await openDatabase(replica.url, 1);
    await three.submit(source, fresh);
    await source.destroy();
    const caughtUp = ['granted', unknown, 'granted'];
    expect(await three.verdicts(keys, caughtUp)).toEqual(fromAll(caughtUp));
  });
});
