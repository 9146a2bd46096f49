import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FaultCode } from '@pksn/domain';
import type { EndpointPolicy } from '@pksn/signing';
import { hash } from 'node:crypto';
import { EndpointClient } from '..';
import type { EndpointOptions } from '..';
import { FakePace } from '../fake-pace.fixture';
import { json, LocalService, refusal, sha256 } from '../local-service.fixture';
import type { Reply } from '../local-service.fixture';

const fault = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
const STATEMENT = { id: 3, language: 'en' };
const RED = { file: sha256(0xbad) };
const FREE = { requests: { mode: 'free', value: true }, contributions: { mode: 'free', value: false } } as const;

let service: LocalService;
let folder: string;
const open: EndpointClient[] = [];
beforeAll(async () => void (service = await LocalService.start()));
afterAll(() => service.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pksn-participant-'));
  Object.assign(service, { infrastructure: 'private', reply: takesParticipation });
  service.asked.splice(0);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((client) => client.close()));
  await rm(folder, { recursive: true, force: true });
});

const takesParticipation: LocalService['reply'] = ({ path }) =>
  path === '/v1/participation' ? (_request, response) => json(response, {}) : null;
const puts = (): unknown[] => service.asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);

async function client(
  policy: Partial<Pick<EndpointPolicy, 'requests' | 'contributions'>> = {},
  options: Partial<EndpointOptions> = {},
): Promise<EndpointClient> {
  const address = { origins: [service.origin], ca: service.ca, policy: { ...FREE, ...policy }, provider: 'p' };
  const rest = { keys: { current: 'K' }, folder, endpointId: 'ab'.repeat(16), cacheBytes: 0, attempts: 1, windowMs: 0 };
  const made = await EndpointClient.open({ service: address, ...rest, pace: new FakePace(), ...options });
  open.push(made);
  return made;
}

it('is kept over a restart, with two switches that follow the acceptance', async () => {
  const first = await client();
  expect(first.participation).toBeNull();
  await first.participate({ statement: STATEMENT });
  await first.participate({ statement: STATEMENT, contributions: false });
  await first.participate({ statement: STATEMENT, requests: false });
  const said = { statement: 3, language: 'en', accepted: true };
  expect(puts()).toEqual([
    { ...said, requests: true, contributions: true },
    { ...said, requests: true, contributions: false },
    { ...said, requests: false, contributions: true },
  ]);
  await expect(first.lookup(RED)).rejects.toEqual(fault('ENDPOINT_REQUESTS_OFF'));
  const again = await client();
  expect(again.participation).toMatchObject({ statement: STATEMENT, requests: false, contributions: true });
  await expect(again.lookup(RED)).rejects.toEqual(fault('ENDPOINT_REQUESTS_OFF'));
  await again.participate({ statement: null, requests: true });
  expect((await again.lookup(RED)).network).toBe('private');
  expect(puts().at(-1)).toEqual({ statement: 3, language: 'en', accepted: false });
});

it('is nothing where the service refuses it; a no is in force though the service cannot be told', async () => {
  const endpoint = await client();
  service.reply = ({ method }) => (method === 'PUT' ? refusal(409, 'STATEMENT_OUTDATED') : null);
  await expect(endpoint.participate({ statement: STATEMENT })).rejects.toEqual(fault('STATEMENT_OUTDATED'));
  expect(endpoint.participation).toBeNull();
  service.reply = takesParticipation;
  await endpoint.participate({ statement: STATEMENT });
  service.reply = () => hangUp;
  await expect(endpoint.participate({ statement: null })).rejects.toEqual(fault('SERVICE_UNREACHABLE'));
  expect((await client()).participation).toMatchObject({ statement: null, contributions: false });
});

it('obeys what the provider has locked', async () => {
  const off = { contributions: { mode: 'locked', value: false } } as const;
  const without = await client(off);
  await expect(without.participate({ statement: STATEMENT, contributions: true })).rejects.toEqual(
    fault('SETTINGS_POLICY'),
  );
  expect(puts()).toEqual([]);
  await without.participate({ statement: STATEMENT });
  expect(without.participation?.contributions).toBe(false);
  const on = await client({
    contributions: { mode: 'locked', value: true },
    requests: { mode: 'locked', value: true },
  });
  await expect(on.participate({ statement: STATEMENT, contributions: false })).rejects.toEqual(
    fault('SETTINGS_POLICY'),
  );
  await expect(on.participate({ statement: STATEMENT, requests: false })).rejects.toEqual(fault('SETTINGS_POLICY'));
  await expect(on.switchRequests(false)).rejects.toEqual(fault('SETTINGS_POLICY'));
  await on.participate({ statement: null });
  expect(on.participation).toMatchObject({ statement: null, contributions: false });
  await expect((await client({ requests: { mode: 'locked', value: false } })).lookup(RED)).rejects.toEqual(fault('SETTINGS_POLICY')); // prettier-ignore
});

it('goes by the provider until somebody decides, and by a no where the record is damaged', async () => {
  const off = { requests: { mode: 'free', value: false } } as const;
  const undecided = await client(off);
  await expect(undecided.lookup(RED)).rejects.toEqual(fault('ENDPOINT_REQUESTS_OFF'));
  await undecided.switchRequests(true);
  expect((await undecided.lookup(RED)).network).toBe('private');
  await expect(undecided.participate({ statement: null, contributions: true })).rejects.toEqual(
    fault('ENDPOINT_STATEMENT'),
  );
  await writeFile(
    join(folder, 'participation.json'),
    (await readFile(join(folder, 'participation.json'))).subarray(0, 20),
  );
  expect((await client()).participation).toMatchObject({ statement: null, requests: null, contributions: false });
});

it('taken back in the global network ends requests; nothing but the status is asked from then on', async () => {
  service.infrastructure = 'global';
  const endpoint = await client();
  await expect(endpoint.participate({ statement: STATEMENT }).then(() => endpoint.lookup(RED))).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED')); // prettier-ignore
  await endpoint.acceptNetwork(STATEMENT);
  expect((await endpoint.lookup(RED)).network).toBe('global');
  await endpoint.participate({ statement: STATEMENT });
  await endpoint.participate({ statement: null });
  expect(puts().at(-1)).toMatchObject({ accepted: false });
  service.asked.splice(0);
  await expect(endpoint.lookup(RED)).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED'));
  const again = await client();
  await expect(again.lookup(RED)).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED'));
  expect(new Set(service.asked.map(({ path }) => path))).toEqual(new Set(['/v1/status']));
});

it('tells nothing to a network that nobody accepted', async () => {
  const endpoint = await client();
  await endpoint.participate({ statement: STATEMENT });
  service.asked.splice(0);
  service.infrastructure = 'global';
  const again = await client();
  await expect(again.participate({ statement: { id: 4, language: 'en' } })).rejects.toEqual(
    fault('ENDPOINT_NETWORK_CHANGED'),
  );
  expect(again.participation).toMatchObject({ statement: STATEMENT });
  const third = await client();
  await third.participate({ statement: null });
  expect(third.participation).toMatchObject({ statement: null, contributions: false });
  expect(puts()).toEqual([]);
});

it('takes no acceptance of a network from a file that others can write', async () => {
  service.infrastructure = 'global';
  const path = join(folder, 'network.json');
  await writeFile(
    path,
    JSON.stringify({ network: 'global', statement: STATEMENT, acceptedAt: '2026-11-22T00:00:00Z' }),
  );
  await chmod(path, 0o600);
  expect((await (await client()).lookup(RED)).network).toBe('global');
  await chmod(path, 0o666);
  await expect((await client()).lookup(RED)).rejects.toEqual(fault('ENDPOINT_NETWORK_CHANGED'));
});

it('does not wait for state that is a pipe', async () => {
  execFileSync('mkfifo', ['-m', '600', join(folder, 'participation.json')]);
  await expect(client()).rejects.toEqual(fault('ENDPOINT_STATE'));
});

it('shows only the text that the settings file of the provider names', async () => {
  const text = 'We ask. You answer.\n';
  service.reply = ({ path }) =>
    path.startsWith('/v1/statements/en') ? (_, response) => json(response, { ...STATEMENT, text }) : null;
  const named = (content: string): Partial<EndpointOptions> => {
    const statements = [{ id: '3', languages: [{ language: 'en', sha256: hash('sha256', content) }] }];
    const address = { origins: [service.origin], ca: service.ca, policy: FREE, provider: 'p', statements };
    return { service: address };
  };
  expect(await (await client()).statement('en')).toEqual({ ...STATEMENT, text, isSigned: false });
  expect(await (await client({}, named(text))).statement('en', 3)).toMatchObject({ text, isSigned: true });
  await expect((await client({}, named('another'))).statement('en')).rejects.toEqual(fault('ENDPOINT_STATEMENT'));
  service.reply = () => (_, response) => json(response, { ...STATEMENT, text: 'a bell \u0007' });
  await expect((await client()).statement('en')).rejects.toEqual(fault('SERVICE_UNAVAILABLE'));
});

const hangUp: Reply = (request) => void request.socket.destroy();
