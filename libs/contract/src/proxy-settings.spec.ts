import { isAddressRange } from './address-range';
import { mergeProxySettings, readProxySettings } from './proxy-settings';
import { readProxyStanding } from './proxy-standing';
import { extendProxyVia, parseProxyVia } from './proxy-via';

const print = (digit: string): string => digit.repeat(64);

describe('settings of proxies', () => {
  it('are read as they are', () => {
    const settings = {
      cache: { presentSeconds: 60 },
      offline: { answersHours: 0, keysHours: 48 },
      limits: { requestsPerSecond: 100, connections: 10, queueBytes: 2 ** 20 },
      allowedClients: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.1'],
    };
    expect(readProxySettings(settings)).toEqual(settings);
    expect(readProxySettings({})).toEqual({});
  });

  it.each([
    [null, 'settings'],
    [[], 'settings'],
    [{ more: 1 }, 'settings'],
    [{ cache: [] }, 'cache'],
    [{ cache: { presentSeconds: 0 } }, 'cache.presentSeconds'],
    [{ cache: { presentSeconds: null } }, 'cache.presentSeconds'],
    [{ cache: { absentSeconds: '60' } }, 'cache.absentSeconds'],
    [{ offline: { keysHours: 1.5 } }, 'offline.keysHours'],
    [{ limits: { queueBytes: 2 ** 60 } }, 'limits.queueBytes'],
    [{ limits: { bytes: 1 } }, 'limits'],
    [JSON.parse('{"limits":{"__proto__":1}}'), 'limits'],
    [{ allowedClients: [] }, 'allowedClients'],
    [{ allowedClients: ['10.0.0.0/33'] }, 'allowedClients'],
    [{ allowedClients: ['10.0.0.0/8', '10.0.0.0/8'] }, 'allowedClients'],
    [
      { allowedClients: Array.from({ length: 257 }, (_, n) => `10.0.${String(n >> 8)}.${String(n & 255)}`) },
      'allowedClients',
    ],
  ])('that say %j are refused', (value, field) => {
    expect(() => readProxySettings(value)).toThrow(
      expect.objectContaining({ code: 'REQUEST_MALFORMED', facts: { field } }) as Error,
    );
  });

  it('of one proxy outrank those of all, member by member', () => {
    const defaults = { cache: { presentSeconds: 60, absentSeconds: 5 }, allowedClients: ['10.0.0.0/8'] };
    expect(mergeProxySettings(defaults, { cache: { absentSeconds: 7 }, limits: { connections: 3 } })).toEqual({
      cache: { presentSeconds: 60, absentSeconds: 7 },
      limits: { connections: 3 },
      allowedClients: ['10.0.0.0/8'],
    });
    expect(mergeProxySettings(defaults, { allowedClients: ['::1'] }).allowedClients).toEqual(['::1']);
    expect(mergeProxySettings({}, {})).toEqual({});
  });

  it.each(['10.0.0.0/08', '10.0.0/8', 'fe80::1%eth0', '10.0.0.0/8/8', '', '/8', 'example.org', '::/129', '1.2.3.4/'])(
    'know %j as no address range',
    (text) => {
      expect(isAddressRange(text)).toBe(false);
    },
  );

  it('come with as what a proxy is known, or are no answer', () => {
    const standing = {
      proxy: { id: 'a', name: 'b', boundTo: 'provider' },
      revision: 3,
      certificateExpiresAt: '2027-01-01T00:00:00.000Z',
      settings: { offline: { keysHours: 1 } },
    };
    expect(readProxyStanding(standing)).toEqual(standing);
    for (const wrong of [null, {}, { ...standing, revision: '3' }, { ...standing, settings: undefined }])
      expect(() => readProxyStanding(wrong)).toThrow('REQUEST_MALFORMED');
  });
});

describe('the chain of proxies that a request came by', () => {
  it('grows at its front', () => {
    expect(extendProxyVia(print('a'), undefined)).toBe(print('a'));
    expect(parseProxyVia(extendProxyVia(print('a'), print('b')))).toEqual([print('a'), print('b')]);
    expect(parseProxyVia(null)).toEqual([]);
  });

  it.each(['', 'a', print('A'), `${print('a')},`, `${print('a')},${print('a')}`, Array(9).fill(print('a')).join(',')])(
    'is not read from %j',
    (value) => {
      expect(() => parseProxyVia(value)).toThrow('REQUEST_MALFORMED');
    },
  );

  it('ends after eight', () => {
    const eight = [...'12345678'].map(print).join(',');
    expect(parseProxyVia(eight)).toHaveLength(8);
    expect(() => extendProxyVia(print('9'), eight)).toThrow('REQUEST_MALFORMED');
  });
});
