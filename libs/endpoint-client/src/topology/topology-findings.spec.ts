import { isPrivateAddress } from './private-address';
import type { ChainLink } from './proxy-chain';
import { chainOf, isCircle, MOST_LINKS, untilSelf } from './proxy-chain';
import type { AskedPlace, TopologyFacts } from './topology-facts';
import { topologyFindings } from './topology-findings';

const ORIGIN = 'https://ksn.example.org:13111';
const link = (instance: string | null, more: Partial<ChainLink> = {}): ChainLink => ({
  ...{ role: instance === null ? 'service' : 'proxy', address: ORIGIN, name: null, version: null, instance },
  status: 'ready',
  ...more,
});
const place = (more: Partial<AskedPlace> = {}): AskedPlace => ({
  ...{ origin: ORIGIN, role: 'service', resolved: ['10.0.0.1'], outbound: null, answer: 'answered', detail: null },
  ...{ chain: [link(null)], word: { infrastructure: 'private', epoch: 'e', provider: 'P' } },
  ...more,
});
const facts = (more: Partial<TopologyFacts> = {}): TopologyFacts => ({
  ...{ places: [place()], provider: 'P', policy: { proxies: [], directFallback: false }, enrolledProxies: 0 },
  instance: null,
  ...more,
});
const codes = (more: Partial<TopologyFacts>): string[] =>
  topologyFindings(facts(more)).map(({ code, severity }) => `${severity} ${code}`);

describe('which addresses stay on the premises', () => {
  it.each(['10.1.2.3', '172.31.255.255', '192.168.0.1', '100.127.0.1', '127.0.0.1', '169.254.1.1', '::1', 'fd00::1'])(
    '%s does',
    (address) => expect(isPrivateAddress(address)).toBe(true),
  );
  it.each(['fe80::1%eth0', '::ffff:10.0.0.1'])('%s does, too', (address) =>
    expect(isPrivateAddress(address)).toBe(true),
  );
  it.each(['172.32.0.1', '100.128.0.1', '8.8.8.8', '2001:db8::1', '::ffff:8.8.8.8', 'localhost', '', '10.0.0'])(
    '%s does not',
    (address) => expect(isPrivateAddress(address)).toBe(false),
  );
});

describe('what could lead round the private service', () => {
  it('is nothing where all is well', () => {
    expect(codes({})).toEqual([]);
  });

  it.each<[string, Partial<AskedPlace>]>([
    ['wrong ADDRESS_PUBLIC', { resolved: ['10.0.0.1', '198.51.100.7'] }],
    ['look ADDRESS_UNRESOLVED', { resolved: null }],
    ['look OUTBOUND_PROXY', { outbound: { variable: 'HTTPS_PROXY', host: 'proxy.example.org' } }],
    ['wrong CERTIFICATE_OTHER', { answer: 'foreign', detail: 'SELF_SIGNED_CERT_IN_CHAIN', word: null }],
    ['look PLACE_SILENT', { answer: 'silent', detail: 'ECONNREFUSED', word: null }],
    ['wrong ANSWER_GLOBAL', { word: { infrastructure: 'global', epoch: 'e', provider: 'P' } }],
    ['wrong PROVIDER_OTHER', { word: { infrastructure: 'private', epoch: 'e', provider: 'Q' } }],
    ['wrong CHAIN_CIRCLE', { chain: [link('a'), link('b'), link('a')] }],
    ['look CHAIN_BROKEN', { chain: [link('a'), link(null, { status: 'unreachable' })] }],
  ])('%s', (told, more) => {
    expect(codes({ places: [place(more)] })).toEqual([told]);
  });

  it('is a circle that leads back to the proxy that looks', () => {
    const places = [place({ chain: [link('a'), link('me')] })];
    expect(codes({ places, instance: 'me' })).toEqual(['wrong CHAIN_CIRCLE']);
    expect(codes({ places, instance: 'another' })).toEqual([]);
  });

  it('is an address of another database', () => {
    const other = place({ origin: 'https://b', word: { infrastructure: 'private', epoch: 'f', provider: 'P' } });
    expect(topologyFindings(facts({ places: [place(), place({ word: null }), other] }))).toMatchObject([
      { code: 'EPOCH_OTHER', place: 'https://b' },
    ]);
  });

  it('is a policy that leaves the proxies out, or may go round them', () => {
    expect(codes({ enrolledProxies: 2 })).toEqual(['look PROXY_UNUSED']);
    expect(codes({ enrolledProxies: null })).toEqual([]);
    expect(codes({ policy: { proxies: [ORIGIN], directFallback: true } })).toEqual(['look DIRECT_FALLBACK']);
    expect(codes({ policy: null, enrolledProxies: 2 })).toEqual([]);
  });

  it('is told with the worst first, and with what to do', () => {
    const places = [place({ resolved: null }), place({ resolved: ['8.8.8.8'] })];
    const told = topologyFindings(facts({ places }));
    expect(told.map(({ code }) => code)).toEqual(['ADDRESS_PUBLIC', 'ADDRESS_UNRESOLVED']);
    expect(told.every(({ next }) => next.endsWith('.'))).toBe(true);
  });
});

describe('the chain that a proxy tells of', () => {
  const word = (chain: unknown): unknown => ({
    status: 'ready',
    proxy: { instance: 'i', name: 'n', version: '1', chain },
  });

  it('begins with the one that was asked, and ends at the service', () => {
    expect(chainOf(ORIGIN, { status: 'ok', generation: 1 })).toEqual([
      { role: 'service', address: ORIGIN, name: null, version: null, instance: null, status: 'ok' },
    ]);
    expect(chainOf(ORIGIN, word([link('a'), link(null)]))).toMatchObject([
      { role: 'proxy', instance: 'i', name: 'n', version: '1' },
      { role: 'proxy', instance: 'a' },
      { role: 'service' },
    ]);
  });

  it('is bounded, and of the known form, whatever was told', () => {
    const long = chainOf(ORIGIN, word(Array.from({ length: 1_000 }, () => null)));
    expect(long).toHaveLength(MOST_LINKS);
    expect(long?.[1]).toEqual({ ...link(null), address: '?', status: 'unknown' });
    expect(chainOf(ORIGIN, word('x'.repeat(9)))).toHaveLength(1);
    expect(chainOf(ORIGIN, { status: 'y'.repeat(1_000) })?.[0]?.status).toHaveLength(300);
    for (const told of [null, 'ready', {}, []]) expect(chainOf(ORIGIN, told)).toBeNull();
  });

  it('is cut where it comes back', () => {
    const chain = [link('a'), link('me'), link('a'), link('me')];
    expect([isCircle(chain, 'me'), untilSelf(chain, 'me')]).toEqual([true, chain.slice(0, 2)]);
    expect([isCircle(chain, 'x'), untilSelf(chain, 'x')]).toEqual([false, chain]);
  });
});
