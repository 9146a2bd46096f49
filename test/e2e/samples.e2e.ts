import { hash, randomBytes } from 'node:crypto';
import { copyFile, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { SampleQueue, openDatabase } from '@pksn/store-postgres';
import type { DataSource } from '@pksn/store-postgres';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import type { CommandEnd } from './pksn-command';
import { pksnCommand } from './pksn-command';
import { samplePackage } from './sample-packages';
import { SampleSender, publishStatement, sampleFiles } from './sample-sender';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const SMALL = 'query-small';
const sha256 = (bytes: Buffer | string): string => hash('sha256', bytes);

describe('suspicious files', () => {
  let service: Service;
  let database: DataSource;
  let key: string;
  let otherKey: string;
  let a: SampleSender;
  let b: SampleSender;
  let statement: number;
  const tokens: Record<string, string> = {};

  const analyst = (label: string): HttpsCaller =>
    new HttpsCaller(service.portOf('admin-api'), service.ca, tokens[label] ?? '');
  const find = async (sha: string): Promise<Answer['body']> =>
    (await service.admin.get(`/api/v1/samples?sha256=${sha}`)).body.samples[0];
  const rows = (table: string): Promise<number> =>
    database.query(`SELECT count(*)::int AS n FROM ${table}`).then(([row]: { n: number }[]) => row?.n ?? -1);
  const sent = async (bytes: Buffer): Promise<Answer['body']> => {
    const answer = await a.send(bytes);
    expect(answer).toMatchObject({ status: 200, body: { received: bytes.length, sha256: sha256(bytes) } });
    return find(sha256(bytes));
  };

  beforeAll(async () => {
    service = await Service.create();
    database = await openDatabase(service.database.url, 2);
    await service.startAll({ PKSN_LOOK_INTERVAL: '50ms' });
    const vendor = forgeVendor('acme', Date.now());
    await trust(service, vendor);
    const [one, two] = ['one', 'two'].map((id) =>
      vendor.license({ licenseId: id, customer: { id: `customer-${id}`, name: id } }),
    );
    if (one === undefined || two === undefined) throw new Error('no licenses');
    await submit(service, one, two);
    [key, otherKey] = [one.key, two.key];
    statement = await publishStatement(service);
    await importOf(
      service,
      await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: 'domain,zone\nexample.net,red' }),
    );
    a = new SampleSender(service, key, 'aa'.repeat(16));
    b = new SampleSender(service, key, 'bb'.repeat(16));
    for (const [label, role] of Object.entries({ ann: 'operator', ben: 'operator', vic: 'viewer' })) {
      const { body } = await service.admin.post('/api/v1/tokens', { body: { label, role } });
      tokens[label] = body.token;
    }
  }, 120_000);
  afterAll(async () => {
    await database.destroy();
    await service.stop();
  });

  it('are taken from nobody who does not contribute, nor without a confirmation of these bytes', async () => {
    const bytes = Buffer.from('suspicious');
    expect(await a.send(bytes)).toMatchObject({ status: 403, body: { code: 'PARTICIPATION_REQUIRED' } });
    await a.participate(statement);
    const refused = async (headers: Record<string, string | null>, status: number, code: string): Promise<void> => {
      expect(await a.send(bytes, headers)).toMatchObject({ status, body: { code } });
    };
    await refused({ 'pksn-endpoint': null }, 400, 'ENDPOINT_ID_REQUIRED');
    await refused({ 'pksn-confirmed': null }, 400, 'SAMPLE_UNCONFIRMED');
    await refused({ 'pksn-confirmed': '../../../etc/passwd' }, 400, 'SAMPLE_UNCONFIRMED');
    await refused({ 'pksn-confirmed': sha256('other') }, 422, 'SAMPLE_MISMATCH');
    await refused({ 'pksn-part': 'offset=0;total=9;sha256=/etc/passwd' }, 400, 'REQUEST_MALFORMED');
    await refused({ 'content-type': 'text/plain' }, 415, 'REQUEST_UNSUPPORTED_TYPE');
    expect(await a.send(Buffer.alloc(0))).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
    expect([await rows('sample'), await rows('sample_arrival'), await sampleFiles(service)]).toEqual([0, 0, []]);
  });

  it('lie sealed on disk, and whether one was known is told to nobody', async () => {
    const bytes = Buffer.concat([Buffer.from('MZ this program cannot be run'), randomBytes(200_000)]);
    const first = await a.send(bytes);
    const again = await a.send(bytes);
    await b.participate(statement);
    const other = await b.send(bytes);
    const said = ({ status, text, headers }: Answer): unknown => [status, text, Object.keys(headers).sort()];
    expect([said(again), said(other)]).toEqual([said(first), said(first)]);
    const { id, ...facts } = await find(sha256(bytes));
    expect(facts).toMatchObject({
      state: 'new',
      reports: 3,
      endpoints: 2,
      sizeBytes: bytes.length,
      md5: hash('md5', bytes),
    });
    expect((await service.admin.get(`/api/v1/samples/${id}`)).body.customers).toEqual(['customer-one']);
    const [name = '', ...others] = await filesWhen((names) => names.length === 1);
    expect(others).toEqual([]);
    const path = join(service.dataDir, 'samples', name);
    const stored = await readFile(path);
    expect(stored.subarray(0, 21).toString()).toBe('age-encryption.org/v1');
    expect(stored.includes('this program')).toBe(false);
    expect([(await stat(path)).mode & 0o777, (await stat(keyFile())).mode & 0o777]).toEqual([0o600, 0o600]);
    const dump = JSON.stringify(await database.query('SELECT * FROM sample_store'));
    expect([dump.includes('age1'), dump.includes('AGE-SECRET-KEY')]).toEqual([true, false]);
  });

  it('are held once, however many send the same at once', async () => {
    const bytes = randomBytes(300_000);
    const before = (await sampleFiles(service)).length;
    const answers = await Promise.all([a.send(bytes), b.send(bytes)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await find(sha256(bytes))).toMatchObject({ reports: 2, contents: [{ firstByte: 0 }] });
    expect(await filesWhen((names) => names.length === before + 1)).toHaveLength(before + 1);
  });

  it('leave nothing when the sender breaks off', async () => {
    const before = [await rows('sample'), await rows('sample_arrival'), (await sampleFiles(service)).length];
    await half(service.portOf('query-api'), (outgoing) => void outgoing.destroy());
    await eventually(
      async () => [await rows('sample'), await rows('sample_arrival'), (await sampleFiles(service)).length],
      (now) => JSON.stringify(now) === JSON.stringify(before),
    ).then((now) => expect(now).toEqual(before));
  });

  it('may come in parts, each of which is what it is', async () => {
    const bytes = randomBytes(1_000);
    const part = (offset: number): Promise<Answer> =>
      a.send(bytes.subarray(offset, offset + 100), {
        'pksn-part': `offset=${String(offset)};total=1000;sha256=${sha256(bytes)}`,
      });
    expect([(await part(0)).status, (await part(900)).status, (await part(900)).status]).toEqual([200, 200, 200]);
    const { id, sizeBytes, contents } = await find(sha256(bytes));
    expect({ sizeBytes, places: contents.map((one: { firstByte: number }) => one.firstByte) }).toEqual({
      sizeBytes: null,
      places: [0, 900],
    });
    const read = (query: string): Promise<Answer> => analyst('ann').get(`/api/v1/samples/${id}/content${query}`);
    expect(await read('')).toMatchObject({ status: 400, body: { code: 'REQUEST_MALFORMED' } });
    expect(await read('?part=../../secrets/sample-key.txt')).toMatchObject({ status: 400 });
    expect(await analyst('ann').get('/api/v1/samples/..%2f..%2fsecrets/content')).toMatchObject({ status: 400 });
    expect((await read(`?part=${contents[1].id}`)).headers['pksn-sha256']).toBe(sha256(bytes.subarray(900)));
    // However many parts somebody sends of it, the whole is found.
    const moreParts = (from: number): Promise<unknown> =>
      database.query(
        `INSERT INTO sample_content (id, sample_id, first_byte, size_bytes, total_bytes, sha256, stored_bytes, received_at)
         SELECT gen_random_uuid(), $1, 0, 1, n, decode(repeat(md5(n::text), 2), 'hex'), 1, now()
         FROM generate_series($2::int, $2 + 249) AS n`,
        [id, from],
      );
    await moreParts(100);
    await sent(bytes);
    await moreParts(1_000);
    expect((await read('')).headers['pksn-sha256']).toBe(sha256(bytes));
  });

  it('are claimed in the moment in which another gives them back', async () => {
    const { id } = await sent(randomBytes(50));
    await analyst('ann').post(`/api/v1/samples/${id}/claim`);
    const back = database.createQueryRunner();
    await back.startTransaction();
    await back.query('UPDATE sample SET claimed_by = NULL, claimed_token = NULL, claimed_until = NULL WHERE id = $1', [
      id,
    ]);
    const claiming = analyst('ben').post(`/api/v1/samples/${id}/claim`);
    const waiting = `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await eventually(
      () => rows(waiting),
      (n) => n > 0,
    );
    await back.commitTransaction();
    await back.release();
    expect((await claiming).status).toBe(200);
    await analyst('ben').send('DELETE', `/api/v1/samples/${id}/claim`);
  });

  it('are an analyst’s alone, for a time, and noted before they are read', async () => {
    const bytes = Buffer.from('<script>alert(1)</script>');
    const { id } = await sent(bytes);
    const claim = (label: string): Promise<Answer> => analyst(label).post(`/api/v1/samples/${id}/claim`);
    const both = await Promise.all([claim('ann'), claim('ben')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const [winner, loser] = both[0]?.status === 200 ? ['ann', 'ben'] : ['ben', 'ann'];
    expect((await claim(loser ?? '')).body).toMatchObject({ code: 'SAMPLE_CLAIMED' });
    const verdict = { zone: 'green', reason: 'harmless', as: 'override' };
    expect((await analyst(loser ?? '').post(`/api/v1/samples/${id}/verdict`, { body: verdict })).body).toMatchObject({
      code: 'SAMPLE_UNCLAIMED',
    });
    expect((await analyst(winner ?? '').get('/api/v1/samples?mine=true')).body.samples).toMatchObject([{ id }]);
    expect(await analyst('vic').get(`/api/v1/samples/${id}/content`)).toMatchObject({
      status: 403,
      body: { code: 'ADMIN_FORBIDDEN' },
    });
    const reads = `SELECT count(*)::int AS n FROM audit_entry WHERE action = 'sample.read' AND subject = '${String(id)}'`;
    expect(await database.query(reads)).toMatchObject([{ n: 0 }]);
    const { status, headers, text } = await analyst('ben').get(`/api/v1/samples/${id}/content`, {
      headers: { range: 'bytes=0-3' },
    });
    expect([status, text]).toEqual([200, bytes.toString()]);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${sha256(bytes)}.sample"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'accept-ranges': 'none',
      'cache-control': 'no-store',
    });
    expect(await database.query(reads)).toMatchObject([{ n: 1 }]);
    // The claim of somebody else can be ended, and one that is over is none.
    await service.admin.send('DELETE', `/api/v1/samples/${id}/claim?force=true`);
    expect((await claim(loser ?? '')).status).toBe(200);
    await database.query(`UPDATE sample SET claimed_until = now() - interval '1 hour' WHERE id = ${String(id)}`);
    expect((await claim(winner ?? '')).status).toBe(200);
    await analyst(winner ?? '').send('DELETE', `/api/v1/samples/${id}/claim`);
  });

  it('are claimed from the queue by two who ask at once, each another one', async () => {
    const [one, two] = await Promise.all(['ann', 'ben'].map((who) => analyst(who).post('/api/v1/samples/claim')));
    expect([one?.status, two?.status]).toEqual([200, 200]);
    expect(one?.body.id).not.toBe(two?.body.id);
    const first = (await service.admin.get('/api/v1/samples?state=claimed&limit=1')).body;
    const rest = (await service.admin.get(`/api/v1/samples?state=claimed&limit=1&cursor=${first.next}`)).body;
    expect([first.samples[0].id, rest.samples[0].id].sort()).toEqual([one?.body.id, two?.body.id].sort());
    for (const [who, claimed] of [
      ['ann', one],
      ['ben', two],
    ] as const)
      await analyst(who).send('DELETE', `/api/v1/samples/${claimed?.body.id}/claim`);
  });

  it('become an override and an entry of the own feed, or neither', async () => {
    const bytes = randomBytes(500);
    const { id } = await sent(bytes);
    const decide = (body: object): Promise<Answer> => analyst('ann').post(`/api/v1/samples/${id}/verdict`, { body });
    const zone = async (): Promise<string> => (await service.query(key).get(`/v1/files/${sha256(bytes)}`)).body.zone;
    await analyst('ann').post(`/api/v1/samples/${id}/claim`);
    const red = { zone: 'red', threat: 'Trojan.Test', reason: 'it phones home', as: 'both' };
    expect((await decide({ ...red, zone: 'orange' })).body).toMatchObject({ code: 'OVERRIDE_INVALID' });
    // The own feed says nothing of grey: then there is no override either.
    expect((await decide({ ...red, zone: 'grey' })).body).toMatchObject({ code: 'OWN_FEED_INVALID' });
    expect(await find(sha256(bytes))).toMatchObject({ state: 'claimed', verdict: null });
    expect(await rows(`override WHERE reason = 'it phones home'`)).toBe(0);
    const { status, body } = await decide(red);
    expect({ status, body }).toMatchObject({ status: 200, body: { sample: { state: 'decided', verdict: red } } });
    expect(body.override).toMatch(/^\d+$/);
    expect(
      await database.query(`SELECT zone, threat, object, encode(sample, 'hex') AS sample FROM own_feed_entry`),
    ).toEqual([
      {
        zone: 'red',
        threat: 'Trojan.Test',
        object: { type: 'file', sha256: sha256(bytes), sha1: hash('sha1', bytes), md5: hash('md5', bytes) },
        sample: sha256(bytes),
      },
    ]);
    expect(await eventually(zone, (now) => now === 'red')).toBe('red');
    expect((await decide(red)).body).toMatchObject({ code: 'SAMPLE_UNCLAIMED' });
  });

  it('are not handed out when they are not what was sent, or the key is away', async () => {
    const [first, second] = [randomBytes(100_000), randomBytes(100_000)];
    const [one, two] = [await sent(first), await sent(second)];
    const fileOf = ({ contents }: Answer['body']): string =>
      join(service.dataDir, 'samples', `${contents[0].id as string}.age`);
    const read = (): Promise<Answer> => analyst('ann').get(`/api/v1/samples/${one.id}/content`);
    const whole = await readFile(fileOf(one));
    const reads = `audit_entry WHERE action = 'sample.read'`;
    const before = await rows(reads);
    const damaged = { status: 500, body: { code: 'SAMPLE_DAMAGED' } };
    const bent = Buffer.from(whole);
    bent[bent.length - 100] = (bent[bent.length - 100] ?? 0) ^ 1;
    for (const content of [bent, whole.subarray(0, -1), whole.subarray(0, 65_800), Buffer.alloc(0)]) {
      await writeFile(fileOf(one), content);
      expect(await read()).toMatchObject(damaged);
    }
    // Sealed for the right key, and not the file that was sent.
    await copyFile(fileOf(two), fileOf(one));
    expect(await read()).toMatchObject(damaged);
    await writeFile(fileOf(one), whole);
    await rename(keyFile(), `${keyFile()}.away`);
    expect(await read()).toMatchObject({ status: 500, body: { code: 'SAMPLE_KEY' } });
    const { body } = await service.admin.get('/api/v1/health');
    expect(JSON.stringify(body.problems)).toContain('sample-key.txt is missing');
    expect((await service.admin.get('/metrics')).text).toContain('pksn_sample_key_usable 0');
    await rename(`${keyFile()}.away`, keyFile());
    expect(await rows(reads)).toBe(before);
    expect((await read()).status).toBe(200);
    expect((await service.admin.get('/api/v1/health')).body.problems).not.toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('samples') as string }),
    );
  });

  it('are worked on at the command line, which writes what nobody else can read or run', async () => {
    const bytes = randomBytes(70_000);
    await sent(bytes);
    const out = join(service.dataDir, 'suspicious.exe');
    const pksn = (...args: string[]): Promise<CommandEnd> => pksnCommand(['sample', ...args, ...service.adminFlags]);
    const file = sha256(bytes);
    expect(await pksn('claim', file)).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining(': claimed') as string,
    });
    expect(await pksn('download', file, '--out', out)).toMatchObject({ exitCode: 0, err: '' });
    expect((await readFile(out)).equals(bytes)).toBe(true);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    await writeFile(out, 'mine');
    expect((await pksn('download', file, '--out', out)).err).toContain('is there already');
    expect(await readFile(out, 'utf8')).toBe('mine');
    const said = await pksn('verdict', file, '--zone', 'yellow', '--as', 'neither', '--reason', 'a game', '--json');
    expect(JSON.parse(said.out)).toMatchObject({ sample: { state: 'decided' }, override: null, ownFeed: null });
    const listed = await pksn('list', '--state', 'decided');
    expect(listed.out).toMatch(new RegExp(`decided +68.4 KiB +whole +1 .* yellow +${file}`));
  });

  it('are sent at the command line, when a person has agreed to this one', async () => {
    const bytes = randomBytes(80_000);
    const suspicious = join(service.dataDir, 'salaries of bob.xls');
    await writeFile(suspicious, bytes);
    await writeFile(join(service.dataDir, 'key'), key, { mode: 0o600 });
    const url = `https://127.0.0.1:${String(service.portOf('query-api'))}`;
    const flags = [
      '--data',
      join(service.dataDir, 'endpoint-data'),
      '--server',
      url,
      '--key-file',
      join(service.dataDir, 'key'),
    ];
    const pksn = (...args: string[]): Promise<CommandEnd> =>
      pksnCommand(['endpoint', ...args, ...flags, ...service.adminFlags.slice(2, 4)]);
    expect((await pksn('send', suspicious, '--yes')).err).toMatch(
      /^PARTICIPATION_REQUIRED.*pksn endpoint participate yes/m,
    );
    expect(await pksn('participate', 'yes', '--accept', String(statement))).toMatchObject({ exitCode: 0 });
    const unasked = await pksn('send', suspicious);
    expect(unasked.err).toContain(`SHA-256: ${sha256(bytes)}`);
    expect(unasked.err).toMatch(/USAGE.*--yes/);
    expect(await find(sha256(bytes))).toBeUndefined();
    expect(await pksn('send', suspicious, '--yes')).toMatchObject({
      exitCode: 0,
      out: `Sent. SHA-256 ${sha256(bytes)}\n`,
    });
    expect(await find(sha256(bytes))).toMatchObject({ sizeBytes: bytes.length, endpoints: 1 });
    const held = await database.query(
      `SELECT to_jsonb(s)::text || to_jsonb(c)::text AS t FROM sample s JOIN sample_content c ON c.sample_id = s.id`,
    );
    expect(JSON.stringify(held)).not.toMatch(/salaries|bob|xls/);
  });

  it('are erased when an analyst releases them, and do not come back; an administrator forgets them', async () => {
    const bytes = randomBytes(700);
    const { id, contents } = await sent(bytes);
    const file = `${contents[0].id as string}.age`;
    expect(await sampleFiles(service)).toContain(file);
    const body = { reason: 'a letter of somebody' };
    expect((await analyst('vic').post(`/api/v1/samples/${id}/release`, { body })).status).toBe(403);
    expect((await analyst('ann').post(`/api/v1/samples/${id}/release`, { body })).body).toMatchObject({
      sha256: sha256(bytes),
      contents: [{ erasedWhy: 'released' }],
    });
    const before = await sampleFiles(service);
    expect(before).not.toContain(file);
    expect(await analyst('ann').get(`/api/v1/samples/${id}/content`)).toMatchObject({
      status: 404,
      body: { code: 'SAMPLE_ERASED' },
    });
    // Nobody waits for an analyst to look at nothing.
    const queue = new SampleQueue(database);
    const claimed: number[] = [];
    const hand = { actor: 'hand', tokenId: 'hand' };
    for (let next = await queue.claimNext(hand, 60_000); next !== null; next = await queue.claimNext(hand, 60_000))
      claimed.push(next);
    for (const one of claimed) await queue.unclaim(one, hand, false);
    expect(claimed.length).toBeGreaterThan(0);
    expect(claimed).not.toContain(Number(id));
    expect((await sent(bytes)).reports).toBe(2);
    expect(await filesWhen((names) => names.length === before.length)).toEqual(before);
    expect((await analyst('ann').send('DELETE', `/api/v1/samples/${id}`)).status).toBe(403);
    expect((await service.admin.send('DELETE', `/api/v1/samples/${id}`)).status).toBe(204);
    expect(await find(sha256(bytes))).toBeUndefined();
    expect((await service.admin.get(`/api/v1/samples/${id}`)).status).toBe(404);
  });

  it('are forgotten in time: content first, facts later', async () => {
    const bytes = randomBytes(300);
    const { id, contents } = await sent(bytes);
    await database.query(
      `UPDATE sample_content SET received_at = now() - interval '91 days' WHERE sample_id = ${String(id)}`,
    );
    const after = await eventually(
      () => find(sha256(bytes)),
      (one) => one.contents[0].erasedAt !== null,
    );
    expect(after.contents).toMatchObject([{ erasedWhy: 'expired' }]);
    const files = await eventually(
      () => sampleFiles(service),
      (names) => !names.includes(`${contents[0].id as string}.age`),
    );
    expect(files).not.toContain(`${contents[0].id as string}.age`);
    await database.query(`UPDATE sample SET last_at = now() - interval '401 days' WHERE id = ${String(id)}`);
    expect(
      await eventually(
        () => find(sha256(bytes)),
        (one) => one === undefined,
      ),
    ).toBeUndefined();
  });

  it('know their sender only while it contributes', async () => {
    const before = await rows('sample_report');
    await service.query(key).send('PUT', '/v1/participation', {
      body: { statement, language: 'en', accepted: false },
      headers: { 'pksn-endpoint': b.id },
    });
    expect(await rows('sample_report')).toBeLessThan(before);
    expect(await b.send(randomBytes(10))).toMatchObject({ status: 403, body: { code: 'PARTICIPATION_REQUIRED' } });
  });

  describe('within limits', () => {
    beforeAll(() =>
      service.start('query-api', SMALL, {
        PKSN_SAMPLES_PER_DAY: '4',
        PKSN_SAMPLE_BYTES_PER_DAY: '100000',
        PKSN_SAMPLE_LIMIT_BYTES: '50000',
      }),
    );

    it('count for the day of the customer, known or not, and however many come at once', async () => {
      const other = new SampleSender(service, otherKey, 'cc'.repeat(16));
      await other.participate(statement);
      const sentBefore = randomBytes(100);
      await a.send(sentBefore);
      const sizes = (many: Answer[]): number => many.filter(({ status }) => status === 200).length;
      expect((await other.send(randomBytes(50_001), {}, SMALL)).body).toMatchObject({ code: 'SAMPLE_TOO_LARGE' });
      const answers: Answer[] = [];
      while (answers.length < 6)
        answers.push(
          ...(await Promise.all([other.send(sentBefore, {}, SMALL), other.send(randomBytes(100), {}, SMALL)])),
        );
      expect(sizes(answers)).toBe(4);
      const refused = answers.find(({ status }) => status !== 200);
      expect(refused).toMatchObject({ status: 429, body: { code: 'SAMPLE_QUOTA' } });
      expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
      await database.query(`UPDATE sample_usage SET files = 0, bytes = 60000 WHERE customer_id = 'customer-two'`);
      expect((await other.send(randomBytes(45_000), {}, SMALL)).status).toBe(429);
      expect((await other.send(randomBytes(40_000), {}, SMALL)).status).toBe(200);
      const before = await rows('sample_usage');
      await service.kill(SMALL);
      await service.start('query-api', SMALL, { PKSN_SAMPLE_STORE_BYTES: '1000', PKSN_SAMPLE_SILENCE: '300ms' });
      const full = await other.send(sentBefore, {}, SMALL);
      expect(full).toMatchObject({ status: 507, body: { code: 'SAMPLE_STORE_FULL' } });
      expect(await rows('sample_usage')).toBe(before);
    });

    it('leave nothing for long when the process dies in the middle', async () => {
      await service.kill(SMALL);
      await service.start('query-api', SMALL);
      const before = await sampleFiles(service);
      await half(service.portOf(SMALL), async () => {
        await eventually(
          () => sampleFiles(service),
          (names) => names.length > before.length,
        );
        await service.kill(SMALL);
      });
      const left = (await sampleFiles(service)).filter((name) => !before.includes(name));
      expect([left.length, await rows('sample_arrival')]).toEqual([1, 1]);
      await database.query(`UPDATE sample_arrival SET until = now() - interval '1 second'`);
      // What is another's stays.
      await writeFile(join(service.dataDir, 'samples', 'note.txt'), 'x');
      const after = await eventually(
        () => sampleFiles(service),
        (names) => !names.includes(left[0] ?? ''),
      );
      expect(after.sort()).toEqual([...before, 'note.txt'].sort());
      expect(await rows('sample_arrival')).toBe(0);
    });
  });

  const keyFile = (): string => join(service.dataDir, 'secrets/sample-key.txt');
  /** What is not kept is removed after the answer. */
  const filesWhen = (isSo: (names: string[]) => boolean): Promise<string[]> =>
    eventually(() => sampleFiles(service), isSo);

  /** Sends half of a file, and lets `then` go on when the service has begun to take it. */
  async function half(
    port: number,
    then: (outgoing: ReturnType<typeof request>) => Promise<void> | void,
  ): Promise<void> {
    const before = (await sampleFiles(service)).length;
    const outgoing = request({
      host: '127.0.0.1',
      port,
      ca: service.ca,
      method: 'POST',
      path: '/v1/submissions',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/octet-stream',
        'content-length': '400000',
        'pksn-endpoint': a.id,
        'pksn-confirmed': sha256('whatever'),
      },
    });
    outgoing.on('error', () => undefined);
    outgoing.write(randomBytes(200_000));
    await eventually(
      () => sampleFiles(service),
      (names) => names.length > before,
    );
    await then(outgoing);
    outgoing.destroy();
  }
});
