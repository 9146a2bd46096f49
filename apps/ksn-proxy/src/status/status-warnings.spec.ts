import type { WarningFacts } from './status-warnings';
import { warningsOf } from './status-warnings';

const ENDS = '2030-01-01T00:00:00.000Z';
const factsOf = (more: object): WarningFacts =>
  ({
    ...{ now: Date.parse('2026-01-01T00:00:00.000Z'), hasClientCertificate: true, instance: 'i', places: [] },
    ...{ name: 'north', chain: { links: [], circle: false }, queue: null, connectionsRefused: 0 },
    link: { linked: true, upstream: 'https://above.example.org:1', detail: null },
    cache: { usable: true, globalViews: 0 },
    certificates: { server: ENDS, client: ENDS },
    enrolment: { state: 'known', problem: null },
    ...more,
  }) as never;
const said = (more: object): string[] => warningsOf(factsOf(more)).map(({ code, what }) => `${code} ${what}`);
const above = { chain: { links: [{ role: 'proxy', address: 'a', name: 'south' }], circle: false } };

describe('what a proxy warns of', () => {
  it('names the proxy that the service means, not this one', () => {
    const revoked = (name: string): object => ({
      enrolment: { state: 'revoked', problem: `the proxy ${name} or its certificate was revoked` },
    });
    expect(said({ ...above, ...revoked('south') })).toEqual([
      expect.stringMatching(/^PROXY_REVOKED the service has revoked a proxy above this one, .*: the proxy south or/),
    ]);
    expect(said({ ...above, ...revoked('north') })).toEqual([
      expect.stringMatching(/^PROXY_REVOKED the service has revoked this proxy, or its certificate: the proxy north/),
    ]);
  });

  it('does not know whose certificate is unknown where there are several', () => {
    const enrolment = { state: 'unknown', problem: 'no proxy is registered by the certificate 00' };
    expect(said({ ...above, enrolment })).toEqual([
      expect.stringContaining('of this proxy or one above it: no proxy is registered'),
    ]);
    expect(said({ enrolment })).toEqual([expect.stringContaining('of this proxy: no proxy is registered')]);
  });

  it('says who refuses when the link is lost by that', () => {
    const upstream = 'https://above.example.org:1';
    const link = { linked: false, upstream, detail: `${upstream}: the proxy above refuses this one` };
    expect(said({ link })).toEqual(['LINK_LOST the service cannot be reached: the proxy above refuses this one']);
  });
});
