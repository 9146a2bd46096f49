import { readFile, writeFile } from 'node:fs/promises';
import { FAULT_KINDS } from '@pksn/domain';
import { answer, calls, ENVELOPE, folder, here, REST, server } from './stub-service.fixture';

const HASH = 'ab'.repeat(32);
const day = (days: number): string => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
const restriction = () => ({
  objects: ['file'],
  mode: 'disabled',
  sample: null,
  notBefore: day(-1),
  until: day(1),
  reason: 'our data on files is being repaired',
});
const signed = async (): Promise<string[]> => {
  await here('vendor', 'init', '--name', 'acme', '--out', folder.at('v'));
  await writeFile(folder.at('policy.json'), JSON.stringify(restriction()));
  const made = await here('vendor', 'policy', folder.at('policy.json'), '--vendor', folder.at('v'), '--out', folder.at('p')); // prettier-ignore
  expect(made).toMatchObject({ code: 0, err: '' });
  const fingerprint = (await readFile(folder.at('v/trust-root.fingerprint'), 'utf8')).trim();
  return ['endpoint', 'load', folder.at('p'), '--trust', folder.at('v/trust-root.json'), '--fingerprint', fingerprint];
};

it("keeps to a vendor's policy file without asking the service, and says so", async () => {
  const load = await signed();
  expect(await here('endpoint', 'load', folder.at('p'))).toMatchObject({
    code: 65,
    err: expect.stringMatching(/^POLICY_UNTRUSTED/) as string,
  });
  const loaded = await here(...load);
  expect(loaded).toMatchObject({ code: 0, err: '' });
  expect(loaded.out).toContain('our data on files is being repaired');

  const looked = await here('lookup', HASH);
  expect(looked.code).toBe(FAULT_KINDS.unavailable.exitCode);
  expect(looked.out).toContain('SERVICE_RESTRICTED');
  expect(calls).toEqual([]);

  answer('GET /v1/domains/a.example', [200, { object: { type: 'domain', domain: 'a.example' }, zone: 'green', threat: null, ...REST, source: { kind: 'none' }, ...ENVELOPE }]); // prettier-ignore
  answer('POST /v1/lookup', [200, { ...ENVELOPE, results: [{ object: { type: 'domain', domain: 'a.example' }, zone: 'green', threat: null, ...REST, source: { kind: 'none' } }] }]); // prettier-ignore
  const mixed = await here('lookup', HASH, 'a.example');
  expect(mixed).toMatchObject({ code: 0 });
  expect(mixed.out).toMatch(/error.*SERVICE_RESTRICTED.*\ngreen/);
  expect(calls.map((call) => call.body.toString())).not.toContainEqual(expect.stringContaining(HASH));

  const status = await here('endpoint', 'status');
  expect(status).toMatchObject({ code: 0, err: '' });
  expect(status.out).toMatch(/^Service: +Enabled with restrictions\n {2}file: switched off.*vendor acme/m);
  await new Promise((done) => {
    server.closeAllConnections();
    server.close(done);
  });
  const alone = await here('endpoint', 'status', '--json');
  expect(JSON.parse(alone.out)).toMatchObject({ reached: false, status: 'restricted', restrictions: [{ source: 'vendor acme' }] }); // prettier-ignore
  expect(alone).toMatchObject({ code: 69, err: expect.stringMatching(/SERVICE_UNREACHABLE/) as string });
});

it('signs no policy that a reader would refuse, and loads none that was changed', async () => {
  const [, , , ...trust] = await signed();
  await writeFile(folder.at('bad.json'), JSON.stringify([{ ...restriction(), mode: 'sampled' }]));
  const refused = await here('vendor', 'policy', folder.at('bad.json'), '--vendor', folder.at('v'), '--out', folder.at('q')); // prettier-ignore
  expect(refused).toMatchObject({
    code: 65,
    err: expect.stringMatching(/^POLICY_MALFORMED: .*policy\[0\]\.sample/) as string,
  });
  await expect(readFile(folder.at('q'))).rejects.toThrow('ENOENT');
  await writeFile(folder.at('p'), (await readFile(folder.at('p'), 'utf8')).replace(/\n(.)/, '\n$1$1'));
  expect((await here('endpoint', 'load', folder.at('p'), ...trust)).err).toMatch(/^POLICY_MALFORMED/);
});

it('sets, lifts and lists what the provider restricts', async () => {
  const standing = [
    { objects: ['file', 'url'], mode: 'sampled', sample: 25, notBefore: day(0), until: null, reason: 'x' },
  ];
  answer('POST /api/v1/restrictions', [200, { restrictions: standing }]);
  answer('GET /api/v1/restrictions', [200, { restrictions: standing }]);
  answer('POST /api/v1/restrictions/lift', [200, { restrictions: [] }]);
  const set = await here('provider', 'restrict', 'file,url', '--mode', 'sampled', '--sample', '25', '--reason', 'x');
  expect(set).toMatchObject({ code: 0, err: '' });
  expect(set.out).toContain('25 % of endpoints');
  expect((await here('provider', 'restrict', 'list')).out).toContain('file, url');
  expect((await here('provider', 'restrict', 'all', '--lift')).out).toContain('Nothing is restricted');
  const kinds = ['file', 'url', 'domain', 'ip', 'certificate', 'software'];
  expect(
    calls.map(({ method, body }) => [method, body.length === 0 ? null : (JSON.parse(body.toString()) as object)]),
  ).toEqual([
    ['POST', { objects: ['file', 'url'], mode: 'sampled', sample: 25, reason: 'x' }],
    ['GET', null],
    ['POST', { objects: kinds }],
  ]);
  for (const wrong of [['mail', '--lift'], ['file'], ['file', '--lift', '--mode', 'disabled']])
    expect((await here('provider', 'restrict', ...wrong)).err).toMatch(/^USAGE/);
});
