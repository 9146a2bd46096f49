import { setTimeout as delay } from 'node:timers/promises';
import type { FaultCode } from '@pksn/domain';
import { EndpointClient, isObjectError } from '.';
import type { EndpointOptions } from '.';
import { FakePace, until } from './fake-pace.fixture';
import type { Asked, Reply } from './local-service.fixture';
import { LookupBatcher } from './lookup/lookup-batcher';
import { json, LocalService, ownAuthority, refusal, sha256 } from './local-service.fixture';

const fault = (code: FaultCode): Error => expect.objectContaining({ name: 'Fault', code }) as Error;
const RED = sha256(0xbad);

let service: LocalService;
let second: LocalService;
let pace: FakePace;
const open: EndpointClient[] = [];
beforeAll(
  async () => void ([service, second] = await Promise.all([LocalService.start(), LocalService.start(ownAuthority())])),
);
afterAll(() => Promise.all([service.stop(), second.stop()]));
beforeEach(() => {
  pace = new FakePace();
  for (const one of [service, second]) {
    Object.assign(one, { reply: null, status: 'enabled' });
    one.asked.splice(0);
    one.zones.clear();
  }
  service.zones.set(RED, 'red');
});
afterEach(() => Promise.all(open.splice(0).map((client) => client.close())));

async function client(options: Partial<EndpointOptions> = {}, origins = [service.origin]): Promise<EndpointClient> {
  const policy = { requests: { mode: 'free', value: true } } as const;
  const address = { origins, ca: service.ca, policy, provider: 'test' };
  const rest = {
    keys: { current: 'KEY-1' },
    folder: null,
    windowMs: 0,
    offline: { maxAgeMs: 0, beyond: 'error' },
  } as const;
  const made = await EndpointClient.open({ service: address, ...rest, pace, ...options });
  open.push(made);
  return made;
}

/** The first `times` requests that `which` takes get this reply, the others the usual one. */
function first(times: number, reply: Reply, which: (asked: Asked) => boolean = isLookup): void {
  let left = times;
  service.reply = (asked) => (which(asked) && left-- > 0 ? reply : null);
}
const isLookup = ({ path }: Asked): boolean => path === '/v1/lookup' || path.startsWith('/v1/files');

const cutOff: Reply = (_request, response) => {
  response.writeHead(200, { 'content-length': '99' }).write('{', () => response.destroy());
};

describe('asking', () => {
  it('says which network and key an answer is from, and that it is of now', async () => {
    const answer = await (await client()).lookup({ file: RED.toUpperCase() });
    expect(answer).toMatchObject({ zone: 'red', network: 'private', from: 'service', ageMs: 0, key: 'current' });
    expect(answer.database).toMatchObject({ epoch: 'e1', generation: 1 });
  });

  it('asks for the same object once, and for many of one moment by bulks within the limit', async () => {
    const endpoint = await client();
    const same = await Promise.all(Array.from({ length: 50 }, () => endpoint.lookup({ file: RED })));
    expect(new Set(same.map((one) => one.zone))).toEqual(new Set(['red']));
    expect(service.lookups.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /v1/files/${RED}`]);
    service.asked.splice(0);
    const many = await Promise.all(Array.from({ length: 2_500 }, (_, n) => endpoint.lookup({ file: sha256(n) })));
    expect(many.map((one) => one.object.sha256)).toEqual(Array.from({ length: 2_500 }, (_, n) => sha256(n)));
    expect(service.lookups.map(({ objects }) => objects.length)).toEqual([1_000, 1_000, 500]);
  });

  it('answers a bulk in its order, each different object asked once, and what is no object in its place', async () => {
    const endpoint = await client();
    const results = await endpoint.lookupMany([
      { file: RED },
      { file: 'nonsense' },
      { file: sha256(1) },
      { file: RED },
    ]);
    expect(results.map((one) => (isObjectError(one) ? one.error.code : one.zone))).toEqual([
      'red',
      'OBJECT_MALFORMED',
      'grey',
      'red',
    ]);
    expect(service.lookups.map(({ objects }) => objects.length)).toEqual([2]);
    expect(await endpoint.lookupMany([])).toEqual([]);
    await expect(endpoint.lookup({ domain: '..' })).rejects.toEqual(fault('OBJECT_MALFORMED'));
    const long = Array.from({ length: 500 }, (_, n) => ({ url: `http://a.example/${n}/${'x'.repeat(8_000)}` }));
    expect(await endpoint.lookupMany(long)).toHaveLength(500);
    // Two requests at once may come in either order.
    expect(service.lookups.map(({ objects }) => objects.length).sort((a, b) => a - b)).toEqual([2, 65, 435]);
  });

  it('asks nothing where the provider has switched requests off', async () => {
    const policy = { requests: { mode: 'locked', value: false } } as const;
    const endpoint = await client({ service: { origins: [service.origin], ca: service.ca, policy, provider: 'p' } });
    await expect(endpoint.lookup({ file: RED })).rejects.toEqual(fault('SETTINGS_POLICY'));
    expect(service.asked).toEqual([]);
  });

  it('stops waiting by signal or deadline, and ends the request when nobody waits', async () => {
    const endpoint = await client();
    const ended: string[] = [];
    service.reply = (asked) =>
      isLookup(asked) ? (_request, response) => void response.on('close', () => ended.push('ended')) : null;
    const stop = new AbortController();
    const left = endpoint.lookup({ file: RED }, { signal: stop.signal });
    const late = endpoint.lookup({ file: RED }, { timeoutMs: 5_000 });
    await until(() => service.lookups.length === 1);
    stop.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    expect(ended).toEqual([]);
    await pace.advance(5_000);
    await expect(late).rejects.toEqual(fault('ENDPOINT_DEADLINE'));
    await until(() => ended.length === 1);
  });

  it('holds no more than 20,000 objects that wait', async () => {
    const batcher = new LookupBatcher(() => new Promise(() => undefined), pace, 1);
    const { signal } = new AbortController();
    for (let n = 0; n < 20_000; n++) void batcher.one(String(n), { file: RED }, signal);
    await expect(batcher.one('one more', { file: RED }, signal)).rejects.toEqual(fault('ENDPOINT_BUSY'));
  });
});

describe('a service in need', () => {
  it('is left alone for as long as it says, then asked again', async () => {
    first(1, refusal(503, 'SERVICE_UNAVAILABLE', { 'retry-after': '5' }));
    const endpoint = await client();
    const answer = endpoint.lookup({ file: RED });
    const ms = await pace.pass((one) => one >= 5_000 && one < 30_000);
    expect(ms).toBeLessThanOrEqual(5_500);
    expect((await answer).zone).toBe('red');
    expect(service.lookups).toHaveLength(2);
  });

  it('keeps everybody waiting by its pause, and a pause beyond the deadline is the refusal itself', async () => {
    first(1, refusal(429, 'LICENSE_RATE', { 'retry-after': '60' }));
    const endpoint = await client();
    await expect(endpoint.lookup({ file: RED })).rejects.toEqual(fault('LICENSE_RATE'));
    await expect(endpoint.lookup({ file: sha256(1) })).rejects.toMatchObject({ facts: { retryAfterSeconds: 60 } });
    expect(service.lookups).toHaveLength(1);
    await pace.advance(60_000);
    expect((await endpoint.lookup({ file: RED })).zone).toBe('red');
  });

  it('is asked for single objects while it refuses bulks', async () => {
    service.reply = ({ path }) =>
      path === '/v1/lookup' ? refusal(503, 'SERVICE_OVERLOADED', { 'retry-after': '600' }) : null;
    const endpoint = await client();
    await expect(endpoint.lookupMany([{ file: RED }])).rejects.toEqual(fault('SERVICE_OVERLOADED'));
    const both = await Promise.all([endpoint.lookup({ file: RED }), endpoint.lookup({ file: sha256(1) })]);
    expect(both.map((one) => one.zone)).toEqual(['red', 'grey']);
  });

  it.each<[string, Reply]>([
    ['answers nonsense', (_, response) => void response.writeHead(200).end('<html>')],
    ['answers null', (_, response) => json(response, null)],
    ['answers with other results than asked', (_, response) => json(response, { ...service.envelope(), results: [] })],
    ['answers with a zone that is none', (_, response) => json(response, { ...service.envelope(), zone: 'pink' })],
    ['cuts its answer off', cutOff],
    ['hangs up', (request) => void request.socket.destroy()],
    ['fails', refusal(500, 'INTERNAL')],
    ['fails without a word', (_, response) => void response.writeHead(502).end()],
  ])('that %s is asked again with growing pauses', async (_, reply) => {
    first(2, reply);
    const endpoint = await client();
    const answer = endpoint.lookup({ file: RED });
    expect(await pace.pass((ms) => ms < 5_000)).toBe(100);
    expect(await pace.pass((ms) => ms < 5_000)).toBe(200);
    expect((await answer).zone).toBe('red');
    expect(service.lookups).toHaveLength(3);
  });

  it('is not asked again for what cannot become better, nor more than a tenth above what succeeds', async () => {
    first(99, refusal(400, 'REQUEST_MALFORMED'));
    const endpoint = await client();
    await expect(endpoint.lookupMany([{ file: RED }])).rejects.toEqual(fault('REQUEST_MALFORMED'));
    expect(service.lookups).toHaveLength(1);
    service.asked.splice(0);
    first(99, refusal(503, 'SERVICE_UNAVAILABLE'));
    for (let n = 0; n < 8; n++) {
      const failed = endpoint
        .lookupMany([{ file: sha256(n) }], { timeoutMs: 1_000_000 })
        .catch((error: unknown) => error);
      let isOver = false;
      void failed.then(() => (isOver = true));
      for (let i = 0; i < 200 && !isOver; i++) await pace.advance(10_000).then(() => delay(2));
      expect(await failed).toEqual(fault('SERVICE_UNAVAILABLE'));
    }
    expect(service.lookups).toHaveLength(8 + 10);
  });

  it('that is half open is given up, and the next address asked', async () => {
    service.reply = () => () => undefined;
    const endpoint = await client({ silenceMs: 150, attempts: 1 }, [service.origin, second.origin]);
    // The second address is one that nobody vouches for.
    await expect(endpoint.lookup({ file: RED }, { timeoutMs: 1e9 })).rejects.toEqual(fault('SERVICE_UNREACHABLE'));
  });

  it('that nobody vouches for is not asked', async () => {
    const endpoint = await client({ attempts: 1 }, [second.origin]);
    await expect(endpoint.lookup({ file: RED })).rejects.toThrow(/does not vouch/);
    expect(second.asked).toEqual([]);
  });

  it('that does not listen is told as such, once, and as being back', async () => {
    const endpoint = await client({ attempts: 1 }, ['https://127.0.0.1:1', service.origin]);
    const told: unknown[] = [];
    endpoint.events.on('connection', (event) => told.push(event.online));
    expect((await endpoint.lookup({ file: RED })).zone).toBe('red');
    expect(told).toEqual([true]);
  });

  it('that says that it is disabled is not asked for anything but its status', async () => {
    service.status = 'disabled';
    const endpoint = await client({ attempts: 1 });
    await expect(endpoint.lookup({ file: RED })).rejects.toThrow(/disabled/);
    expect(service.lookups).toEqual([]);
    service.status = 'enabled';
    await pace.advance(60_000);
    expect((await endpoint.lookup({ file: RED })).zone).toBe('red');
  });
});

describe('license keys', () => {
  const KEYS = { current: 'KEY-1', next: 'KEY-2' };
  const refuse = (code: string, ...keys: string[]): void => {
    service.reply = ({ key }) =>
      keys.includes(key ?? '') ? refusal(code === 'LICENSE_REVOKED' ? 403 : 401, code) : null;
  };

  it('are tried with the next one first, and the current one goes on until that is taken', async () => {
    refuse('LICENSE_KEY_NOT_SUBMITTED', 'KEY-2');
    const endpoint = await client({ keys: KEYS });
    const told: unknown[] = [];
    endpoint.events.on('next-key-refused', ({ code }) => told.push(code));
    endpoint.events.on('key-in-use', ({ key, because }) => told.push([key, because]));
    expect((await endpoint.lookup({ file: RED })).key).toBe('current');
    await endpoint.lookup({ file: RED });
    expect(service.asked.filter(({ key }) => key === 'KEY-2')).toHaveLength(1);
    await pace.advance(300_000);
    expect((await endpoint.lookup({ file: RED })).key).toBe('current');
    service.reply = null;
    await pace.advance(300_000);
    expect((await endpoint.lookup({ file: RED })).key).toBe('next');
    expect(endpoint.key).toBe('next');
    expect(told).toEqual(['LICENSE_KEY_NOT_SUBMITTED', ['next', null]]);
  });

  it('change over at once when the current one ends, and back when the next one is refused', async () => {
    refuse('LICENSE_KEY_NOT_SUBMITTED', 'KEY-2');
    const endpoint = await client({ keys: KEYS });
    expect((await endpoint.lookup({ file: RED })).key).toBe('current');
    refuse('LICENSE_KEY_SUPERSEDED', 'KEY-1');
    expect((await endpoint.lookup({ file: RED })).key).toBe('next');
    refuse('LICENSE_REVOKED', 'KEY-2');
    expect((await endpoint.lookup({ file: RED })).key).toBe('current');
  });

  it('that are all refused give the refusal, and are not hammered', async () => {
    refuse('LICENSE_KEY_NOT_SUBMITTED', 'KEY-1', 'KEY-2');
    const endpoint = await client({ keys: KEYS, offline: { maxAgeMs: 1e9, beyond: 'grey' } });
    for (let n = 0; n < 5; n++) {
      await expect(endpoint.lookup({ file: RED })).rejects.toEqual(fault('LICENSE_KEY_NOT_SUBMITTED'));
    }
    expect(service.asked.length).toBeLessThan(5);
    service.reply = null;
    await pace.advance(5_000);
    expect((await endpoint.lookup({ file: RED })).zone).toBe('red');
  });

  it('that could be no header are refused before anything is asked', async () => {
    await expect(client({ keys: { current: 'a\r\nb' } })).rejects.toEqual(fault('LICENSE_KEY_MALFORMED'));
    await expect(client({ endpointId: 'me' })).rejects.toEqual(fault('USAGE'));
  });
});
