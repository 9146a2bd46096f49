import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { X509CertificateGenerator, cryptoProvider } from '@peculiar/x509';
import type { Answer } from './https-caller';
import { HttpsCaller } from './https-caller';
import { Service } from './service';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const RIGHTS = { kinds: ['file', 'url'], zones: ['red'], maxDays: 30, perMinute: 20 };

let service: Service;
let sandbox: HttpsCaller;
let known: Pem;
let stranger: Pem;

interface Pem {
  readonly cert: string;
  readonly key: string;
}

/** A certificate that vouches for itself. */
async function client(): Promise<Pem> {
  cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=sandbox',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 86_400_000),
    keys: keys as never,
    signingAlgorithm: ALGORITHM,
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  return { cert: certificate.toString('pem'), key };
}

const tokenFor = async (more: object): Promise<Answer['body']> => {
  const body = { role: 'override-writer', label: 'sandbox', days: 1, rights: RIGHTS, ...more };
  return (await service.admin.post('/api/v1/tokens', { body })).body;
};
const file = (n: number): object => ({ file: n.toString(16).padStart(64, '0') });
const set = (by: HttpsCaller, object: object, more: object = {}): Promise<Answer> =>
  by.post('/api/v1/overrides', { body: { object, zone: 'red', reason: 'detonated', expires: '7d', ...more } });

beforeAll(async () => {
  service = await Service.create();
  [known, stranger] = [await client(), await client()];
  mkdirSync(join(service.dataDir, 'clients'));
  writeFileSync(join(service.dataDir, 'clients/ca.pem'), `${known.cert}\n`);
  await service.start('admin-api', 'admin-api', { PKSN_CLIENT_CA: join(service.dataDir, 'clients/ca.pem') });
  for (const id of ['alpha', 'beta']) await service.admin.post('/api/v1/customers', { body: { id, name: id } });
  const { token } = await tokenFor({ customer: 'alpha' });
  sandbox = new HttpsCaller(service.portOf('admin-api'), service.ca, token as string);
}, 60_000);
afterAll(() => service?.stop());

describe('a machine', () => {
  it('sets what its token names, for its owner, and many at once share a generation', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((n) => set(sandbox, file(n))));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(answers[0]?.body.override).toMatchObject({
      customer: 'alpha',
      machine: true,
      author: 'override-writer:alpha:sandbox',
    });
    expect(new Set(answers.map(({ body }) => body.generation)).size).toBe(1);
    const [again] = await Promise.all([set(sandbox, file(1), { reason: 'again' }), set(sandbox, file(9))]);
    expect(again?.body).toMatchObject({ outcome: 'replaced' });
  });

  it('is refused whatever its rights do not name', async () => {
    const refused: [object, object][] = [
      [{ domain: 'x.example' }, {}],
      [file(1), { zone: 'green' }],
      [file(1), { expires: '31d' }],
      [file(1), { expires: undefined }],
      [file(1), { expires: null }],
    ];
    for (const [object, more] of refused) {
      const { status, body } = await set(sandbox, object, more);
      expect([status, body.code]).toEqual([403, 'OVERRIDE_NOT_ALLOWED']);
    }
    const foreign = await set(sandbox, file(1), { customer: 'beta' });
    expect([foreign.status, foreign.body.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('never touches what a person set, and sees its own owner only', async () => {
    const own = await set(service.admin, file(20), { customer: 'alpha', zone: 'green' });
    const others = await set(service.admin, file(21), { customer: 'beta' });
    expect((await set(sandbox, file(20))).body.code).toBe('OVERRIDE_OUTRANKED');
    const path = `/api/v1/overrides/${String(own.body.override.id)}`;
    expect((await sandbox.send('PATCH', path, { body: { zone: 'red', expires: '1d' } })).body.code).toBe(
      'OVERRIDE_OUTRANKED',
    );
    expect((await sandbox.send('DELETE', path)).body.code).toBe('OVERRIDE_OUTRANKED');
    expect((await sandbox.send('DELETE', `/api/v1/overrides/${String(others.body.override.id)}`)).status).toBe(404);
    const seen = (await sandbox.get('/api/v1/overrides')).body.overrides as { customer: string }[];
    expect(new Set(seen.map(({ customer }) => customer))).toEqual(new Set(['alpha']));
    expect((await set(service.admin, file(1), { customer: 'alpha', zone: 'green' })).body.outcome).toBe('replaced');
  });

  it('is slowed down at its rate', async () => {
    const { token } = await tokenFor({ customer: 'alpha', rights: { ...RIGHTS, perMinute: 2 } });
    const quick = new HttpsCaller(service.portOf('admin-api'), service.ca, token as string);
    const answers = await Promise.all([30, 31, 32].map((n) => set(quick, file(n))));
    const [slowed, ...more] = answers.filter(({ status }) => status === 429);
    expect([slowed?.body.code, more.length]).toEqual(['OVERRIDE_RATE', 0]);
    expect(Number(slowed?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('may show a client certificate that is registered and vouched for', async () => {
    for (const certificate of [known.cert, stranger.cert]) {
      expect(await tokenFor({ certificate })).not.toHaveProperty('token');
    }
    expect(await tokenFor({ certificate: known.cert })).toMatchObject({ code: 'TOKEN_CERTIFICATE' });
    const call = (pem: Pem | null): Promise<number> =>
      new Promise((done, fail) => {
        const options = {
          host: '127.0.0.1',
          port: service.portOf('admin-api'),
          path: '/api/v1/overrides',
          agent: false as const,
        };
        request({ ...options, ca: service.ca, ...(pem ?? {}) }, (answer) => {
          answer.resume();
          done(answer.statusCode ?? 0);
        })
          .on('error', fail)
          .end();
      });
    expect(await call(known)).toBe(200);
    expect(await call(stranger)).toBe(401);
    expect(await call(null)).toBe(401);
  });
});
