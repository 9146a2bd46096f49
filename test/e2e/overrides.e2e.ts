import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ForgedLicense, ForgedVendor } from '@pksn/testing';
import { forgeVendor } from '@pksn/testing';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import { pksnCommand } from './pksn-command';
import type { CommandEnd } from './pksn-command';
import { samplePackage } from './sample-packages';
import { Service } from './service';
import { eventually, importOf, submit, trust } from './steps';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const FILE = sha256('a file');
const MANY = 50_000;

const md5Of = (text: string): string => createHash('md5').update(text).digest('hex');
const sha1Of = (text: string): string => createHash('sha1').update(text).digest('hex');
const KINDS_OF_EACH = 9;

/** Objects of every kind, of which the first feed knows one in two and the second one in three, often otherwise. */
function manyObjects(): { rows: Record<'core' | 'extra', string>; objects: object[] } {
  const header =
    'sha256,sha1,md5,domain,url,ip,certificateSha256,softwareVendor,softwareProduct,softwareVersion,zone,threat';
  const rows = { core: [header, `${FILE},,${'ab'.repeat(16)},,,,,,,,red,Trojan.Test`], extra: [header] };
  const objects: object[] = [];
  for (let n = 0; n < KINDS_OF_EACH; n++) {
    const [file, certificate] = [`file ${String(n)}`, `certificate ${String(n)}`];
    const name = String(n);
    const about = (feed: 'core' | 'extra', zone: string): string[] => [
      `${sha256(file)},${n % 4 === 0 ? '' : sha1Of(file)},${md5Of(file)},,,,,,,,${zone},T.${feed}`,
      `,,,d${name}.example,,,,,,,${zone},T.${feed}`,
      `,,,,http://u${name}.example/a/b,,,,,,${zone},T.${feed}`,
      `,,,,,10.${name}.0.0/${feed === 'core' ? '16' : '24'},,,,,${zone},T.${feed}`,
      `,,,,,2001:db8:${name}::/48,,,,,${zone},T.${feed}`,
      `,,,,,,${sha256(certificate)},,,,${zone},T.${feed}`,
      `,,,,,,,V,P${name},${n % 3 === 0 ? '' : '1'},${zone},T.${feed}`,
    ];
    if (n % 2 === 1) rows.core.push(...about('core', 'red'));
    if (n % 3 === 1) rows.extra.push(...about('extra', 'green'));
    if (n % 3 === 2) rows.extra.push(`,${sha1Of(file)},,,,,,,,,green,T.weak`);
    objects.push(
      ...[sha256(file), sha1Of(file), md5Of(file)].map((hash) => ({ file: hash })),
      ...['', 'www.'].map((host) => ({ domain: `${host}d${name}.example` })),
      ...['a/b', 'a/b?c=1', 'a/', 'x'].map((path) => ({ url: `https://u${name}.example/${path}` })),
      ...[`10.${name}.0.7`, `2001:db8:${name}::1`].map((ip) => ({ ip })),
      { url: `http://10.${name}.0.9/x` },
      { certificate: sha256(certificate) },
      ...[{}, { version: '1' }, { version: '2' }].map((version) => ({
        software: { vendor: 'V', product: `P${name}`, ...version },
      })),
    );
  }
  return { rows: { core: rows.core.join('\n'), extra: rows.extra.join('\n') }, objects };
}

let service: Service;
let vendor: ForgedVendor;
let folder: string;
let licenses: Record<'alpha' | 'beta', ForgedLicense>;
let customerAdmin: () => HttpsCaller;

const pksn = (...args: string[]): Promise<CommandEnd> => pksnCommand([...args, ...service.adminFlags], folder);
const json = async (...args: string[]): Promise<Answer['body']> => {
  const { exitCode, out, err } = await pksn(...args, '--json');
  if (exitCode !== 0) throw new Error(`${String(exitCode)}: ${err}`);
  return JSON.parse(out);
};
const add = async (body: object): Promise<Answer['body']> => {
  const answer = await service.admin.post('/api/v1/overrides', { body: { reason: 'test', ...body } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body;
};
const ask = async (object: object, by: 'alpha' | 'beta', as = 'query-api'): Promise<Answer['body']> =>
  (await service.query(licenses[by].key, as).post('/v1/lookup', { body: { objects: [object] } })).body.results[0];
/** What both processes say once they have seen the generation. */
async function zones(object: object, generation: number): Promise<Record<'alpha' | 'beta', string>> {
  for (const as of ['query-api', 'second']) {
    const look = (): Promise<Answer> => service.query(licenses.alpha.key, as).get('/v1/status');
    const { body } = await eventually(look, (seen) => seen.body.database.generation >= generation);
    expect(body.database.generation).toBeGreaterThanOrEqual(generation);
  }
  const both = async (by: 'alpha' | 'beta'): Promise<string> => {
    const [one, other] = [await ask(object, by), await ask(object, by, 'second')];
    expect(other).toEqual(one);
    return one.zone as string;
  };
  return { alpha: await both('alpha'), beta: await both('beta') };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pksn-overrides-'));
  service = await Service.create();
  await service.startAll();
  await service.start('query-api', 'second');
  vendor = forgeVendor('acme', Date.now());
  const license = (id: string, feeds?: string[]): ForgedLicense =>
    vendor.license({ licenseId: `${id}-1`, customer: { id, name: id }, ...(feeds === undefined ? {} : { feeds }) });
  licenses = { alpha: license('alpha'), beta: license('beta', ['acme/core']) };
  await trust(service, vendor);
  const rows = [
    'sha256,md5,domain,ip,softwareVendor,softwareProduct,zone,threat',
    `${FILE},${'ab'.repeat(16)},,,,,red,Trojan.Test`,
    `,,bad.example,,,,red,Phish`,
    `,,,10.0.0.0/8,,,orange,`,
    `,,,,Acme,Tool,green,`,
  ];
  await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 1, rows: rows.join('\n') }));
  await submit(service, licenses.alpha, licenses.beta);
  const made = await service.admin.post('/api/v1/tokens', {
    body: { role: 'customer-administrator', customer: 'alpha', days: 1, label: 'anna' },
  });
  // It may listen on another port by then.
  customerAdmin = () => new HttpsCaller(service.portOf('admin-api'), service.ca, made.body.token as string);
}, 120_000);
afterAll(async () => {
  await service?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an override', () => {
  it("of a customer outranks the provider's, that one the feeds; grey ends the search; others see nothing of it", async () => {
    const object = { file: FILE };
    const provider = await add({ object, zone: 'yellow' });
    expect(provider.outcome).toBe('added');
    expect(await zones(object, provider.generation)).toEqual({ alpha: 'yellow', beta: 'yellow' });
    const own = await add({ object, zone: 'grey', customer: 'alpha' });
    expect(await zones(object, own.generation)).toEqual({ alpha: 'grey', beta: 'yellow' });
    expect(await ask(object, 'alpha')).toMatchObject({ source: { kind: 'override', owner: 'customer' } });
    const removed = await service.admin.send('DELETE', `/api/v1/overrides/${String(provider.override.id)}`);
    expect(await zones(object, removed.body.generation)).toEqual({ alpha: 'grey', beta: 'red' });
    expect((await customerAdmin().get(`/api/v1/overrides?object=${FILE}`)).body.overrides).toMatchObject([
      { id: own.override.id, zone: 'grey', author: 'provider' },
    ]);
  });

  it('is for any kind of object', async () => {
    const kinds: [object, object, string][] = [
      [{ file: 'cd'.repeat(16) }, { file: 'cd'.repeat(16) }, 'red'],
      [{ file: 'cd'.repeat(20) }, { file: 'cd'.repeat(20) }, 'yellow'],
      [{ url: 'http://u.example/a/b?c=d' }, { url: 'https://u.example/a/b?c=d' }, 'orange'],
      [{ url: 'u.example/x/' }, { url: 'https://u.example/x/y/z.html' }, 'red'],
      [{ domain: 'dom.example' }, { domain: 'deep.dom.example' }, 'orange'],
      [{ ip: '2001:db8::/32' }, { ip: '2001:db8::17' }, 'red'],
      [{ ip: '192.0.2.7' }, { ip: '192.0.2.7' }, 'orange'],
      [{ certificate: 'ef'.repeat(32) }, { certificate: 'ef'.repeat(32) }, 'red'],
      [
        { software: { vendor: 'V', product: 'P' } },
        { software: { vendor: 'v', product: 'p', version: '2' } },
        'yellow',
      ],
      [
        { software: { vendor: 'V', product: 'P', version: '1' } },
        { software: { vendor: 'v', product: 'p', version: '1' } },
        'green',
      ],
    ];
    let generation = 0;
    for (const [object, , zone] of kinds) ({ generation } = await add({ object, zone }));
    for (const [, asked, zone] of kinds) expect(await zones(asked, generation)).toEqual({ alpha: zone, beta: zone });
    const { status, body } = await service.admin.post('/api/v1/overrides', {
      body: { object: { domain: 'x.example' }, zone: 'yellow', reason: 'r' },
    });
    expect([status, body.code]).toEqual([400, 'OVERRIDE_INVALID']);
  });

  it('set again is no change; set otherwise, it replaces; its history says who, when and why', async () => {
    const object = { domain: 'story.example' };
    const first = await add({ object, zone: 'red', reason: 'first' });
    expect(await add({ object, zone: 'red', reason: 'first' })).toMatchObject({
      outcome: 'unchanged',
      generation: null,
    });
    const second = await add({ object, zone: 'green', reason: 'second' });
    expect(second).toMatchObject({ outcome: 'replaced', replaced: { id: first.override.id, ended: 'replaced' } });
    const third = await service.admin.send('PATCH', `/api/v1/overrides/${String(second.override.id)}`, {
      body: { zone: 'orange', expires: '2h' },
    });
    expect(third.body.override).toMatchObject({ zone: 'orange', reason: 'second' });
    expect(await zones(object, third.body.generation)).toEqual({ alpha: 'orange', beta: 'orange' });
    const shown = await json('override', 'show', 'story.example');
    expect(
      shown.overrides.map((one: Record<string, unknown>) => [one.zone, one.reason, one.ended ?? 'in force']),
    ).toEqual([
      ['orange', 'second', 'in force'],
      ['green', 'second', 'replaced'],
      ['red', 'first', 'replaced'],
    ]);
    const gone = await service.admin.send('PATCH', `/api/v1/overrides/${String(first.override.id)}`, {
      body: { reason: 'x' },
    });
    expect([gone.status, gone.body.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('is refused where a value is null or half a character, and so is a cursor of another list', async () => {
    const object = { domain: 'null.example' };
    const { override } = await add({ object, zone: 'red' });
    const path = `/api/v1/overrides/${String(override.id)}`;
    const cursor = (...place: string[]): string => Buffer.from(JSON.stringify(place)).toString('base64url');
    const post = (body: object): Promise<Answer> => service.admin.post('/api/v1/overrides', { body });
    const answers = await Promise.all([
      post({ object: { domain: null }, zone: 'red', reason: 'r' }),
      post({ object: { software: { vendor: null, product: 'P' } }, zone: 'red', reason: 'r' }),
      post({ object, zone: 'red', reason: 'half \ud800' }),
      service.admin.send('PATCH', path, { body: { zone: null } }),
      service.admin.send('PATCH', path, { body: { reason: null } }),
      ...['abc', '-1', '9'.repeat(30)].map((id) => service.admin.get(`/api/v1/overrides?cursor=${cursor(id, '')}`)),
      service.admin.get(`/api/v1/overrides?sort=expires&cursor=${cursor('1', '9'.repeat(16))}`),
      service.admin.get(`/api/v1/overrides?cursor=${cursor('1')}`),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      answers.map(() => [400, 'REQUEST_MALFORMED']),
    );
  });

  it('ends by itself while no admin process runs', async () => {
    const object = { domain: 'brief.example' };
    const { generation } = await add({ object, zone: 'red', expires: new Date(Date.now() + 2_000).toISOString() });
    expect(await zones(object, generation)).toEqual({ alpha: 'red', beta: 'red' });
    await service.kill('admin-api', 'SIGTERM');
    expect(
      await eventually(
        () => ask(object, 'alpha'),
        ({ zone }) => zone === 'grey',
      ),
    ).toMatchObject({ zone: 'grey' });
    await service.start('admin-api');
    // It listens on another port now.
    const { body } = await service.admin.get('/api/v1/overrides?object=brief.example');
    expect(body.overrides).toMatchObject([{ ended: 'expired', endedBy: null }]);
  });

  it('shows what each feed says beside it', async () => {
    const objects = [
      { domain: 'www.bad.example' },
      { ip: '10.1.2.3' },
      { file: 'ab'.repeat(16) },
      { domain: 'new.example' },
    ];
    for (const object of objects) await add({ object, zone: 'red', reason: 'beside' });
    await add({
      object: { software: { vendor: 'Acme', product: 'Tool', version: '9' } },
      zone: 'red',
      reason: 'beside',
    });
    const { overrides } = (await service.admin.get('/api/v1/overrides?search=beside')).body;
    expect(overrides.map((one: { feeds: object[] }) => one.feeds)).toMatchObject([
      [{ zone: 'green', threat: null }],
      [],
      [{ feed: 'acme/core', version: 1, zone: 'red', threat: 'Trojan.Test', matched: null }],
      [{ zone: 'orange', matched: '10.0.0.0/8' }],
      [{ zone: 'red', threat: 'Phish', matched: 'bad.example/' }],
    ]);
    const of = async (feeds: string): Promise<number> =>
      (await service.admin.get(`/api/v1/overrides?search=beside&feeds=${feeds}`)).body.overrides.length as number;
    expect([await of('agree'), await of('differ'), await of('nothing')]).toEqual([2, 2, 1]);
  });
});

describe('a list', () => {
  it('is sorted by the end as by the beginning, page by page, and what never ends comes last', async () => {
    const ends = ['2101-01-02', null, '2101-01-01', '2101-01-02', null];
    for (const [i, expires] of ends.entries()) {
      await add({
        object: { domain: `s${String(i)}.sorted.example` },
        zone: 'red',
        ...(expires === null ? {} : { expires }),
      });
    }
    const listed = async (sort: string): Promise<string[]> => {
      const names: string[] = [];
      for (let cursor = ''; ;) {
        const path = `/api/v1/overrides?search=.sorted.example&limit=2&sort=${sort}${cursor}`;
        const { body } = await service.admin.get(path);
        names.push(...body.overrides.map((one: { object: { domain: string } }) => one.object.domain.slice(0, 2)));
        if (body.next === null) return names;
        cursor = `&cursor=${String(body.next)}`;
      }
    };
    expect(await listed('expires')).toEqual(['s2', 's0', 's3', 's1', 's4']);
    expect(await listed('-expires')).toEqual(['s4', 's1', 's3', 's0', 's2']);
    expect(await listed('created')).toEqual(['s0', 's1', 's2', 's3', 's4']);
    expect(await listed('-created')).toEqual(['s4', 's3', 's2', 's1', 's0']);
  });
});

describe('an explanation', () => {
  it('agrees with what endpoints are answered, through every license', async () => {
    const { rows, objects } = manyObjects();
    await importOf(service, await samplePackage(vendor, { feed: 'acme/core', version: 2, rows: rows.core }));
    await importOf(service, await samplePackage(vendor, { feed: 'acme/extra', version: 1, rows: rows.extra }));
    const said = [
      { object: { file: sha256('file 3') }, zone: 'green' },
      { object: { file: md5Of('file 4') }, zone: 'green' },
      { object: { file: md5Of('file 5') }, zone: 'red' },
      { object: { file: sha256('file 6') }, zone: 'grey', customer: 'alpha' },
      { object: { domain: 'd3.example' }, zone: 'grey' },
      { object: { url: 'http://u4.example/a/' }, zone: 'orange', customer: 'alpha' },
      { object: { ip: '10.5.0.0/16' }, zone: 'green' },
      { object: { ip: '2001:db8:6::/48' }, zone: 'red', customer: 'alpha' },
      { object: { certificate: sha256('certificate 3') }, zone: 'red' },
      { object: { software: { vendor: 'V', product: 'P5' } }, zone: 'red', customer: 'alpha' },
    ];
    let generation = 0;
    for (const one of said) ({ generation } = await add(one));
    await zones({ file: FILE }, generation);
    const deciding = new Set<string>();
    for (const by of ['alpha', 'beta'] as const) {
      for (let at = 0; at < objects.length; at += 200) {
        const asked = objects.slice(at, at + 200);
        const told = await service.query(licenses[by].key).post('/v1/lookup', { body: { objects: asked } });
        const explained = await service.admin.post('/api/v1/explain', {
          body: { objects: asked, license: `${by}-1`, history: false },
        });
        expect(explained.body.generation.number).toBe(told.body.generation);
        asked.forEach((object, i) => {
          const {
            zone,
            threat,
            product,
            trustGroup,
            popularity,
            firstSeen,
            source,
            matched = null,
          } = told.body.results[i];
          const answer = { zone, threat, product, trustGroup, popularity, firstSeen, source, matched };
          const { hashes: _hashes, ...ours } = explained.body.results[i].answer;
          expect([object, ours]).toEqual([object, answer]);
          deciding.add(`${by} ${String(source.kind)} ${String(source.feed ?? source.owner ?? '')}`);
        });
      }
    }
    expect([...deciding].sort()).toEqual([
      'alpha feed acme/core',
      'alpha feed acme/extra',
      'alpha none ',
      'alpha override customer',
      'alpha override provider',
      'beta feed acme/core',
      'beta none ',
      'beta override provider',
    ]);
  });

  it('tells what every source says, and what changed the answer by what', async () => {
    const object = sha256('file 1');
    await add({ object: { file: object }, zone: 'yellow', reason: 'unclear' });
    await add({ object: { file: object }, zone: 'green', reason: 'ours', customer: 'alpha' });
    const explain = async (caller: HttpsCaller, view: object = {}): Promise<Answer['body']> =>
      (await caller.post('/api/v1/explain', { body: { objects: [object, 'nothex', `${object}0`], ...view } })).body;
    const { results } = await explain(service.admin, { customer: 'alpha' });
    expect(results.map((one: { error?: { code: string } }) => one.error?.code ?? null)).toEqual([
      null,
      'OBJECT_MALFORMED',
      'OBJECT_MALFORMED',
    ]);
    const codes = (told: Answer['body']): unknown[] =>
      told.ladder.map((one: Record<string, unknown>) => [one['code'], one['feed'] ?? null]);
    expect(codes(results[0])).toEqual([
      ['customer-override-decides', null],
      ['provider-override-outranked', null],
      ['feed-outranked', 'acme/core'],
      ['feed-outranked', 'acme/extra'],
      ['nothing-outranked', null],
    ]);
    const causes = results[0].history.steps.map((step: Answer['body']) => [
      step.from.zone,
      step.to.zone,
      step.causes[0].kind,
    ]);
    expect(causes).toEqual([
      ['yellow', 'green', 'override-set'],
      ['red', 'yellow', 'override-set'],
      ['grey', 'red', 'activated'],
    ]);
    const seen = await explain(customerAdmin());
    expect(JSON.stringify(seen)).not.toMatch(/administrator:|context file/);
    expect(codes(seen.results[0])).toEqual(codes(results[0]));
    const others = await customerAdmin().post('/api/v1/explain', { body: { objects: [object], customer: 'beta' } });
    expect([others.status, others.body.code]).toEqual([404, 'NOT_FOUND']);
    const alien = await customerAdmin().post('/api/v1/explain', { body: { objects: [object], license: 'beta-1' } });
    expect([alien.status, alien.body.code]).toEqual([404, 'NOT_FOUND']);
    const text = await pksn('explain', object, '--customer', 'alpha');
    expect([text.exitCode, /ours/.test(text.out), /acme\/core/.test(text.out)]).toEqual([0, true, true]);
    expect((await json('explain', object, '--customer', 'alpha')).results[0].answer.zone).toBe('green');
  });
});

describe('an import', () => {
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const count = async (search: string): Promise<number> =>
    (await json('override', 'list', '--search', search, '--all')).overrides.length as number;

  it('brings what it can, together, and names the rest by line', async () => {
    const path = file(
      'mixed.csv',
      [
        'sha256,md5,domain,ip,zone,reason,expires',
        `${sha256('1')},${'11'.repeat(16)},,,red,one,2100-01-01`,
        `,,first.example:8080,,orange,,30d`,
        `,,nodots,,red,,`,
        `,,second.example,,yellow,,`,
        `,,,192.0.2.0/33,red,,`,
        `,,first.example,,green,,`,
        `nothex,,,,red,,`,
      ].join('\n'),
    );
    const dry = await json('override', 'import', path, '--reason', 'mixed', '--dry-run');
    expect(dry).toMatchObject({ dryRun: true, added: 3, rejected: 5, generation: null });
    expect(await count('mixed')).toBe(0);
    expect(await json('override', 'import', path, '--reason', 'mixed')).toMatchObject({ added: 3, rejected: 5 });
    const rejects = readFileSync(`${path}.rejects`, 'utf8').trim().split('\n');
    expect(rejects.map((line) => Number(line.split('\t')[0]))).toEqual([4, 5, 6, 7, 8]);
    expect(await count('mixed')).toBe(1);
    const strict = await pksn('override', 'import', path, '--reason', 'strict', '--strict');
    expect([strict.exitCode, strict.err.includes('OVERRIDE_IMPORT')]).toEqual([65, true]);
    expect(await count('strict')).toBe(0);
    expect(await json('override', 'import', path, '--reason', 'mixed')).toMatchObject({ added: 0, unchanged: 3 - 1 });
  });

  it('that can take no row at all fails, and names the first', async () => {
    const path = file('bare.txt', 'bare.example\n192.0.2.77\n');
    const { exitCode, err } = await pksn('override', 'import', path);
    expect([exitCode, /OVERRIDE_IMPORT.*line 1/.test(err)]).toEqual([65, true]);
    expect(readFileSync(`${path}.rejects`, 'utf8').trim().split('\n').length).toBeGreaterThanOrEqual(2);
  });

  it('of its own export changes nothing', async () => {
    const { out } = await pksn('override', 'list', '--customer', 'provider', '--all', '--json');
    const before = JSON.parse(out).overrides.length as number;
    const again = await json('override', 'import', file('export.json', out));
    expect(again).toMatchObject({ added: 0, replaced: 0, unchanged: before, rejected: 0, generation: null });
  });

  it(`of ${String(MANY)} rows is one generation, and all are answered for on every process`, async () => {
    const names = Array.from({ length: MANY }, (_, n) => sha256(`bulk ${String(n)}`));
    const path = file('many.txt', names.join('\n'));
    const { added, generation } = await json(
      'override',
      'import',
      path,
      '--zone',
      'red',
      '--reason',
      'bulk',
      '--customer',
      'alpha',
    );
    expect(added).toBe(MANY);
    expect(await zones({ file: names[MANY - 1] }, generation)).toEqual({ alpha: 'red', beta: 'grey' });
    for (const as of ['query-api', 'second']) {
      for (let at = 0; at < MANY; at += 10_000) {
        const objects = names.slice(at, at + 1_000).map((one) => ({ file: one }));
        const { body } = await service.query(licenses.alpha.key, as).post('/v1/lookup', { body: { objects } });
        expect(new Set(body.results.map((one: { zone: string }) => one.zone))).toEqual(new Set(['red']));
      }
    }
    const over = Array.from({ length: MANY + 1 }, (_, n) => sha256(`more ${String(n)}`));
    const full = await pksn(
      'override',
      'import',
      file('more.txt', over.join('\n')),
      '--zone',
      'red',
      '--reason',
      'more',
      '--customer',
      'alpha',
    );
    expect([full.exitCode, full.err.includes('OVERRIDE_LIMIT')]).toEqual([74, true]);
    expect((await json('override', 'list', '--search', 'more', '--limit', '1')).overrides).toEqual([]);
  }, 180_000);

  it('is refused whole where it is hostile', async () => {
    const send = (raw: string | Buffer, query = 'zone=red&reason=hostile'): Promise<Answer> =>
      service.admin.post(`/api/v1/overrides/import?${query}`, {
        raw,
        headers: { 'content-type': 'application/x-ndjson' },
      });
    const row = (object: unknown): string => `${JSON.stringify({ object })}\n`;
    const hostile = [
      '\u0000\n',
      '[]\n',
      'null\n',
      `${'['.repeat(10_000)}\n`,
      Buffer.from([0xff, 0xfe, 0x0a]),
      row({ __proto__: { domain: 'x.example' } }),
      row({ domain: 'h.example', file: FILE }),
      row({ domain: 'h\u0000.example' }),
      row({ software: 'x' }),
      row({ file: { length: 64 } }),
      `{"object":{"domain":"h.example"},"reason":"a\\u0000b"}\n`,
      `{"object":{"domain":"h.example"},"reason":"a\\ud800"}\n`,
      `{"object":{"domain":"h.example"},"zone":"purple"}\n`,
      `{"object":{"domain":"h.example"},"expires":"1970-01-01"}\n`,
    ];
    for (const raw of hostile) {
      const { status, body } = await send(raw);
      expect([status, body.added, body.rejected]).toEqual([200, 0, 1]);
    }
    expect((await send(`${'x'.repeat(40_000)}\n`)).body.code).toBe('REQUEST_TOO_LARGE');
    expect((await send('', 'zone=purple')).body.code).toBe('REQUEST_MALFORMED');
    expect((await send(row({ domain: 'h.example' }), 'zone=red&reason=hostile&customer=nobody')).body.code).toBe(
      'NOT_FOUND',
    );
    expect((await service.admin.get('/api/v1/overrides?search=hostile')).body.overrides).toEqual([]);
  });
});
