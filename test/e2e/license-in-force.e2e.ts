import { setTimeout as delay } from 'node:timers/promises';
import type { ForgedLicense } from '@pksn/testing';
import type { Answer } from './https-caller';
import { ProxyProcess } from './proxy-process';
import { eventually } from './steps';
import { QUERY_PROCESSES, ThreeQueryProcesses, fromAll } from './three-query-processes';

const NEW = ['LICENSE_REVOKED', 'granted'];
const PROXY = 'proxy';
const OLD = ['granted', 'LICENSE_KEY_NOT_SUBMITTED'];

describe('a license change on three query processes', () => {
  let three: ThreeQueryProcesses;
  let proxy: ProxyProcess;
  beforeAll(async () => {
    three = await ThreeQueryProcesses.start({ PKSN_DEGRADED_AFTER: '1s' });
    const { service } = three;
    const upstream = `https://127.0.0.1:${String(service.portOf('far'))}`;
    proxy = await new ProxyProcess({ upstream, ...service.tls }, service.ca).start();
  }, 120_000);
  afterAll(async () => {
    await proxy?.stop();
    await three?.stop();
  });

  const atProcess = async ([old, fresh]: readonly string[], name: string): Promise<string> =>
    [await three.verdict(old as string, name), await three.verdict(fresh as string, name)].join();
  /** What the proxy says, one key after the other; it is linked to the process whose connections go silent. */
  const atProxy = async (keys: readonly string[]): Promise<string> => {
    const seen: string[] = [];
    for (const key of keys) {
      const { status, body } = await proxy.caller(key).get('/v1/domains/example.net');
      seen.push(status === 200 ? 'granted' : String(body.code));
    }
    return seen.join();
  };

  const revoke = async (license: ForgedLicense, licenseId: string): Promise<void> => {
    const fingerprint = license.keyHash.slice(0, 8);
    const path = `/api/v1/licenses/${licenseId}/revoke`;
    const answer = await three.service.admin.post(path, { body: { fingerprint, reason: 'stolen' } });
    if (answer.status >= 300) throw new Error(answer.text);
  };
  const ready = (as: string): Promise<Answer> => three.service.query(null, as).get('/readyz');

  it.each(['both', 'answers'] as const)(
    'is in force on all, though the connections of one went silent just before (%s)',
    async (ways) => {
      const id = `silent-${ways}`;
      const [old, fresh] = [three.license(id), three.license(id, 30)];
      await three.submit(three.source, old);
      expect(await three.verdicts([old.key, fresh.key], OLD)).toEqual(fromAll(OLD));
      // Knows the old key, and has kept an answer for it.
      expect(await atProxy([old.key, fresh.key])).toBe(OLD.join());
      three.relays.far.freeze(ways);
      let over = false;
      const histories = [...QUERY_PROCESSES, PROXY].map(async (name) => {
        const history: string[] = [];
        while (!over) {
          const keys = [old.key, fresh.key];
          const seen = name === PROXY ? await atProxy(keys) : await atProcess(keys, name);
          if (history.at(-1) !== seen) history.push(seen);
          await delay(5);
        }
        return history;
      });
      await three.submit(three.source, fresh);
      await revoke(old, id);
      const all = await three.verdicts([old.key, fresh.key], NEW);
      const behind = await eventually(
        () => atProxy([old.key, fresh.key]),
        (seen) => seen === NEW.join(),
      );
      over = true;
      expect(behind).toBe(NEW.join());
      expect(all).toEqual(fromAll(NEW));
      // From old to new in the order of the changes, and never back.
      const order = [OLD.join(), 'granted,granted', NEW.join()];
      for (const history of await Promise.all(histories)) {
        const steps = history.map((seen) => order.indexOf(seen));
        expect(steps).not.toContain(-1);
        expect(steps).toEqual([...steps].sort());
      }
    },
  );

  it.each([
    ['as it is', `INSERT INTO registry_change (revision) SELECT registry_revision FROM installation`],
    ['without history, by the previous release', 'SELECT 1'],
  ])('is in force on all when nobody was notified (%s)', async (kind, history) => {
    const license = three.license();
    await three.submit(three.source, license);
    expect(await three.verdicts([license.key], ['granted'])).toEqual(fromAll(['granted']));
    await three.source.transaction(async (manager) => {
      await manager.query(
        `INSERT INTO revoked_key (key_hash, vendor, revoked_at, reason, revoked_by) VALUES (decode($1, 'hex'), 'acme', now(), $2, 'test')`,
        [license.keyHash, kind],
      );
      await manager.query('UPDATE installation SET registry_revision = registry_revision + 1');
      await manager.query(
        `UPDATE license l SET touched_revision = i.registry_revision FROM installation i, license_key k
         WHERE k.key_hash = decode($1, 'hex') AND (l.vendor, l.license_id) = (k.vendor, k.license_id)`,
        [license.keyHash],
      );
      await manager.query(history);
    });
    expect(await three.verdicts([license.key], ['LICENSE_REVOKED'])).toEqual(fromAll(['LICENSE_REVOKED']));
  });

  it('serves known keys and refuses unknown ones while the database is away, says so, and goes on by itself', async () => {
    const [known, late] = [three.license(), three.license()];
    await three.submit(three.source, known);
    expect(await three.verdicts([known.key], ['granted'])).toEqual(fromAll(['granted']));
    const { far } = three.relays;
    far.admit('refuse');
    far.cut();
    await three.submit(three.source, late);
    const degraded = await eventually(
      () => ready('far'),
      ({ body }) => body.status === 'degraded',
    );
    expect(degraded.status).toBe(200);
    expect(degraded.body.problems).toEqual(['the license registry cannot be confirmed: the database is away']);
    expect((await ready('near-1')).body).toMatchObject({ status: 'ok', problems: [] });
    expect(await three.verdict(known.key, 'far')).toBe('granted');
    const refused = await three.service.query(late.key, 'far').get('/v1/domains/example.net');
    expect(refused.body).toMatchObject({
      code: 'LICENSE_KEY_NOT_SUBMITTED',
      detail: expect.stringMatching(/, and the registry has not been confirmed for \d+ s$/),
    });
    const submission = await three.service
      .query(null, 'far')
      .post('/v1/license-submissions', { body: { file: three.license().text } });
    expect([submission.status, submission.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);

    await three.startQuery('far-late', { PKSN_DEGRADED_AFTER: '1s' });
    const waiting = await three.service.query(known.key, 'far-late').get('/v1/domains/example.net');
    expect([waiting.status, waiting.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
    expect(await ready('far-late')).toMatchObject({ status: 503, body: { status: 'starting' } });

    far.admit('forward');
    for (const name of ['far', 'far-late']) {
      const verdict = await eventually(
        () => three.verdict(late.key, name),
        (one) => one === 'granted',
      );
      expect(verdict).toBe('granted');
      expect((await ready(name)).body).toMatchObject({ status: 'ok', problems: [] });
    }
    const file = three.license().text;
    const taken = await eventually(
      () => three.service.query(null, 'far-late').post('/v1/license-submissions', { body: { file } }),
      ({ status }) => status === 200,
    );
    expect(taken.body.state).toBe('submitted');
    await three.service.kill('far-late', 'SIGTERM');
  });
});
