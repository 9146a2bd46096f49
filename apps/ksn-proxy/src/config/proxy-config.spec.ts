import type { Fault } from '@pksn/domain';
import { parseProxyConfig } from './proxy-config';

const LISTEN = { cert: 'server.crt', key: '/etc/server.key' };
const UPSTREAM = { addresses: ['https://ksn.example.org:8443'], ca: 'ca.crt' };
const parse = (value: unknown): ReturnType<typeof parseProxyConfig> =>
  parseProxyConfig(JSON.stringify(value), '/opt/proxy');
const violations = (value: unknown): unknown => {
  try {
    return parse(value);
  } catch (error) {
    return (error as Fault).facts['violations'];
  }
};

describe('the configuration of a proxy', () => {
  it('needs little, and takes paths from its own folder', () => {
    expect(parse({ listen: LISTEN, upstream: UPSTREAM, data: 'data' })).toEqual({
      listen: { host: '0.0.0.0', port: 13_111, cert: '/opt/proxy/server.crt', key: '/etc/server.key' },
      upstream: {
        addresses: UPSTREAM.addresses,
        ca: '/opt/proxy/ca.crt',
        settings: null,
        fingerprint: null,
        timeoutMs: 5_000,
        silenceMs: 20_000,
        direct: true,
      },
      identity: null,
      data: '/opt/proxy/data',
      cache: { bytes: 2 ** 30, memoryBytes: 10 * 2 ** 20 },
      settings: {},
      status: { host: '127.0.0.1', port: 13_112 },
    });
  });

  it('has the settings that the service may set, too, within the same bounds', () => {
    const set = {
      cache: { presentSeconds: 60 },
      offline: { keysHours: 0 },
      limits: { requestsPerSecond: 50, connections: 10, queueBytes: 2 ** 20 },
      allowedClients: ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'],
      status: { port: null },
    };
    const { settings, status } = parse({ listen: LISTEN, upstream: UPSTREAM, data: 'data', ...set });
    expect({ settings, status }).toEqual({
      status: null,
      settings: {
        'cache.presentSeconds': 60,
        'offline.keysHours': 0,
        'limits.requestsPerSecond': 50,
        'limits.connections': 10,
        'limits.queueBytes': 2 ** 20,
        allowedClients: set.allowedClients,
      },
    });
    const above = { ...UPSTREAM, direct: 'no' };
    const wrong = { limits: { connections: 0, more: 1 }, allowedClients: ['10.0.0.0/33'], status: { port: -1 } };
    expect(violations({ listen: LISTEN, upstream: above, data: 'data', ...wrong })).toEqual([
      'upstream.direct must be true or false',
      'limits.more is not a setting',
      'limits.connections must be a whole number from 1 to 1000000',
      'allowedClients must be a list of 1 to 256 addresses or ranges such as 10.0.0.0/8, each once',
      'status.port must be a whole number from 0 to 65535',
    ]);
  });

  it('says all that is wrong at once, by name', () => {
    const secret = 'https://user:secret@ksn.example.org';
    const wrong = {
      listen: { ...LISTEN, port: 70_000, ports: 1 },
      upstream: { addresses: [secret], ca: 'ca.crt' },
      cache: { bytes: '1' },
      offline: [],
      more: true,
    };
    expect(violations(wrong)).toEqual([
      'configuration.more is not a setting',
      'listen.ports is not a setting',
      'listen.port must be a whole number from 0 to 65535',
      'upstream.addresses must be a list of addresses such as https://ksn.example.org:8443',
      'data is missing',
      'cache.bytes must be a whole number from 1048576 to 9007199254740991',
      'offline must be an object',
    ]);
    expect(JSON.stringify(violations(wrong))).not.toContain('secret');
  });

  it.each([
    [{ listen: LISTEN, data: 'd' }, 'upstream needs a settings file, or addresses and ca'],
    [
      { listen: LISTEN, data: 'd', upstream: { addresses: UPSTREAM.addresses } },
      'upstream needs a settings file, or addresses and ca',
    ],
    [[], 'configuration must be an object'],
  ])('refuses %j', (value, violation) => {
    expect(violations(value)).toEqual(expect.arrayContaining([violation]));
  });

  it('refuses what is not JSON', () => {
    expect(() => parseProxyConfig('listen: 1', '/')).toThrow('CONFIG_INVALID');
  });
});
