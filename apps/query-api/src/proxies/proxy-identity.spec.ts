import type { IncomingMessage } from 'node:http';
import type { KnownProxy } from '@pksn/store-postgres';
import { ProxyIdentity } from './proxy-identity';

const print = (digit: string): string => digit.repeat(64);
const proxy = (digit: string, change: Partial<KnownProxy> = {}): KnownProxy => ({
  id: `id-${digit}`,
  name: `proxy-${digit}`,
  customerId: null,
  fingerprint: print(digit),
  certificateExpiresAt: new Date(0),
  standing: 'good',
  ...change,
});

/** A request over a connection with this certificate. */
const request = (digit: string | null, via?: string): IncomingMessage => {
  const fingerprint256 = (print(digit ?? '').match(/../g) ?? []).join(':').toUpperCase();
  const socket = { getPeerX509Certificate: () => (digit === null ? undefined : { fingerprint256 }) };
  return { socket, headers: via === undefined ? {} : { 'pksn-proxy-via': via } } as unknown as IncomingMessage;
};

describe('whose a request under /v1/proxy/ is', () => {
  const registered = [
    proxy('a'),
    proxy('b', { customerId: 'acme' }),
    proxy('c', { customerId: 'acme' }),
    proxy('d', { customerId: 'other' }),
    proxy('e', { standing: 'revoked' }),
    proxy('f', { standing: 'expired' }),
  ];
  const asked: (readonly string[])[] = [];
  const known = {
    of: (fingerprints: readonly string[]) => {
      asked.push(fingerprints);
      return Promise.resolve(registered.filter((one) => fingerprints.includes(one.fingerprint)));
    },
  };
  let now = 0;
  const identity = new ProxyIdentity(known, { use: (work) => work() }, () => now);

  it('is said by the certificate of the connection', async () => {
    await expect(identity.of(request('b'))).resolves.toEqual(registered[1]);
  });

  it('is said by the last that is named, within what the chain is bound to', async () => {
    await expect(identity.of(request('a', print('b')))).resolves.toEqual(registered[1]);
    await expect(identity.of(request('b', `${print('a')}, ${print('c')}`))).resolves.toEqual(registered[2]);
    await expect(identity.of(request('b', print('a')))).resolves.toEqual({ ...registered[0], customerId: 'acme' });
    expect(asked.at(-1)).toEqual([print('b'), print('a')]);
  });

  it.each([
    ['no certificate', request(null), 'PROXY_UNKNOWN'],
    ['one that is not registered', request('9'), 'PROXY_UNKNOWN'],
    ['a revoked one', request('e'), 'PROXY_REVOKED'],
    ['an expired one', request('f'), 'PROXY_REVOKED'],
    ['a good one that names one that is not registered', request('a', print('9')), 'PROXY_UNKNOWN'],
    ['a good one that names a revoked one', request('a', `${print('e')},${print('b')}`), 'PROXY_REVOKED'],
    ['a good one behind that of another customer', request('b', print('d')), 'PROXY_CUSTOMER'],
    ['a chain of another form', request('a', 'b'), 'REQUEST_MALFORMED'],
  ])('cannot be said by %s', async (_what, one, code) => {
    await expect(identity.of(one)).rejects.toMatchObject({ code });
  });

  it('is not asked of the database without a certificate', async () => {
    const before = asked.length;
    await expect(identity.of(request(null))).rejects.toThrow('PROXY_UNKNOWN');
    expect(asked).toHaveLength(before);
  });

  it('costs the database one question at a time, however many strangers ask', async () => {
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    const questions: number[] = [];
    let underWay = 0;
    const slow = {
      of: async (fingerprints: readonly string[]) => {
        questions.push(fingerprints.length);
        underWay += 1;
        expect(underWay).toBe(1);
        await released;
        underWay -= 1;
        return known.of(fingerprints);
      },
    };
    const busy = new ProxyIdentity(slow, { use: (work) => work() });
    const stranger = (n: number): IncomingMessage => {
      const fingerprint256 = n.toString(16).padStart(64, '0');
      return { socket: { getPeerX509Certificate: () => ({ fingerprint256 }) }, headers: {} } as never;
    };
    const first = busy.of(stranger(1));
    await Promise.resolve();
    const many = Array.from({ length: 998 }, (_, n) => busy.of(stranger(n + 2)));
    const good = busy.of(request('b'));
    const waiting = [first, ...many].map((one) => expect(one).rejects.toThrow('PROXY_UNKNOWN'));
    await expect(busy.of(request('a', print('c')))).rejects.toMatchObject({ code: 'SERVICE_OVERLOADED' });
    release();
    await expect(good).resolves.toEqual(registered[1]);
    await Promise.all(waiting);
    expect(questions).toEqual([1, 999]);
  });

  it('is asked again of a connection that was not known, but not for a second', async () => {
    const stranger = request('9');
    const before = asked.length;
    for (const [at, questions] of [
      [0, 1],
      [999, 1],
      [1_000, 2],
    ] as const) {
      now = at;
      await expect(identity.of(stranger)).rejects.toThrow('PROXY_UNKNOWN');
      expect(asked.length - before).toBe(questions);
    }
    registered.push(proxy('9'));
    now = 2_000;
    await expect(identity.of(stranger)).resolves.toMatchObject({ name: 'proxy-9' });
  });
});
