import { Fault } from './fault';
import { OBJECT_TYPES, ZONES, defaultTrustGroup, illegalZoneText, parseZone, zoneIsLegal, zoneSeverity } from './zone';
import type { ObjectType, Zone } from './zone';

/** DOMAIN: orange is illegal for files, yellow for network objects; certificates are either good or bad. */
const LEGAL: Readonly<Record<ObjectType, readonly Zone[]>> = {
  file: ['grey', 'red', 'yellow', 'green'],
  software: ['grey', 'red', 'yellow', 'green'],
  url: ['grey', 'red', 'orange', 'green'],
  domain: ['grey', 'red', 'orange', 'green'],
  ip: ['grey', 'red', 'orange', 'green'],
  certificate: ['grey', 'red', 'green'],
};

describe('zones', () => {
  it.each(OBJECT_TYPES)('of a %s', (type) => {
    expect(ZONES.filter((zone) => zoneIsLegal(zone, type))).toEqual(LEGAL[type]);
  });

  it('that are refused come with those that are not', () => {
    expect(illegalZoneText('yellow', 'domain')).toMatch(/zone yellow .* domain: give one of .*orange/);
    expect(illegalZoneText('orange', 'certificate')).not.toMatch(/of .*(yellow|orange)$/);
  });

  it('are told apart by how bad they are', () => {
    expect([...ZONES].sort((a, b) => zoneSeverity(a) - zoneSeverity(b))).toEqual([
      'grey',
      'green',
      'yellow',
      'orange',
      'red',
    ]);
    expect(new Set(ZONES.map(zoneSeverity)).size).toBe(ZONES.length);
  });

  it('are read in any case and with space around', () => {
    expect([' Red', 'GREEN ', 'grey'].map(parseZone)).toEqual(['red', 'green', 'grey']);
  });

  it.each(['', 'gray', 'blue', 'red green', '1'])('"%s" is none', (text) => {
    expect(() => parseZone(text)).toThrow(expect.objectContaining({ code: 'REQUEST_MALFORMED' }));
  });

  it('say no more of a wrong word than its beginning', () => {
    let caught: unknown;
    try {
      parseZone('x'.repeat(10_000));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(Fault);
    expect((caught as Fault).detail.length).toBeLessThan(100);
  });
});

describe('the trust group of a record that names none', () => {
  it('follows from the zone, for what a computer can run', () => {
    for (const type of ['file', 'software', 'certificate'] as const) {
      expect(ZONES.map((zone) => defaultTrustGroup(zone, type))).toEqual([
        null,
        'untrusted',
        'untrusted',
        'high-restricted',
        'trusted',
      ]);
    }
  });

  it('does not exist for network objects', () => {
    for (const type of ['url', 'domain', 'ip'] as const) {
      expect(ZONES.map((zone) => defaultTrustGroup(zone, type))).toEqual([null, null, null, null, null]);
    }
  });
});
