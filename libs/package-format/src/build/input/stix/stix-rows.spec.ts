import { createHash } from 'node:crypto';
import { buildRows, contentOf, NOW, pieces } from '../../built-content.fixture';
import type { Built } from '../../built-content.fixture';
import type { FormatDefaults } from '../format-defaults';
import { StixRows } from './stix-rows';

const EICAR = createHash('sha256')
  .update('X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*')
  .digest('hex');
const indicator = (n: number, pattern: string, more: object = {}): object => ({
  type: 'indicator',
  id: `indicator--${n}`,
  pattern,
  pattern_type: 'stix',
  indicator_types: ['malicious-activity'],
  ...more,
});
const malware = (name: string): object => ({ type: 'malware', id: `malware--${name}`, name });
const indicates = (n: number, name: string): object => ({
  type: 'relationship',
  relationship_type: 'indicates',
  source_ref: `indicator--${n}`,
  target_ref: `malware--${name}`,
});
const bundle = (...objects: unknown[]): string => JSON.stringify({ type: 'bundle', id: 'bundle--1', objects }, null, 1);

async function built(text: string, defaults: Partial<FormatDefaults> = {}, pieceBytes = 7): Promise<Built> {
  const { zone = null, threat = null } = defaults;
  const rows = new StixRows(() => pieces(text, pieceBytes), { zone, threat, now: NOW });
  return buildRows([], { rows, defaults: { zone, threat } });
}
const domains = async (text: string, defaults: Partial<FormatDefaults> = {}): Promise<unknown[]> =>
  Object.values((await contentOf((await built(text, defaults)).bytes))['web'] ?? {}).map(({ zone, threat }) => [
    zone,
    threat,
  ]);

describe('a STIX bundle', () => {
  it('comes in batches of a bounded size, however many cases its patterns have', async () => {
    const any = (path: string): string => Array.from({ length: 100 }, (_, n) => `${path}=${n}`).join(' OR ');
    const cases = `[(${any('x:y')}) AND (${any('z:w')})]`;
    const text = bundle(...Array.from({ length: 10 }, (_, n) => indicator(n, cases)));
    const rows = new StixRows(() => pieces(text, text.length), { zone: null, threat: null, now: NOW });
    const sizes: number[] = [];
    for await (const batch of rows.batches()) sizes.push(batch.length);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(100_000);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20_000);
  });

  it('gives the objects of its indicators, with the malware that they indicate, wherever that stands', async () => {
    const text = bundle(
      indicator(1, `[file:hashes.'SHA-256' = '${EICAR}']`),
      indicates(1, 'Eicar'),
      indicator(2, `[ipv4-addr:value = '192.0.2.1']`),
      malware('Eicar'),
      { type: 'identity', id: 'identity--1', name: 'Somebody' },
    );
    const { bytes, report } = await built(text);
    const content = await contentOf(bytes);
    expect(content['file-sha256']?.[EICAR]).toMatchObject({ zone: 'red', threat: 'Eicar' });
    expect(Object.keys(content['ip4'] ?? {})).toEqual(['c000020120000000']);
    expect(report).toMatchObject({
      rows: 2,
      taken: 2,
      rejects: 0,
      asides: [
        { kind: 'relationship', count: 1 },
        { kind: 'malware', count: 1 },
        { kind: 'identity', count: 1 },
      ],
    });
  });

  it('keeps the threats of several bundles apart', async () => {
    const one = (domain: string, name: string): string =>
      bundle(indicator(1, `[domain-name:value = '${domain}']`), malware(name), indicates(1, name));
    expect(await domains(one('a.example', 'First') + one('b.example', 'Second'))).toEqual(
      expect.arrayContaining([
        ['red', 'First'],
        ['red', 'Second'],
      ]),
    );
  });

  it('lets --zone and --threat say what its own words leave open', async () => {
    const pattern = `[domain-name:value = 'a.example']`;
    const plain = bundle(indicator(1, pattern, { name: 'Named' }));
    expect(await domains(plain)).toEqual([['red', 'Named']]);
    expect(await domains(plain, { zone: 'orange', threat: 'Told' })).toEqual([['orange', 'Told']]);
    const benign = bundle(indicator(1, pattern, { indicator_types: ['benign'] }));
    expect(await domains(benign, { zone: 'red' })).toEqual([['green', null]]);
  });

  it('lists what is no object of ours, by line and id', async () => {
    const pattern = `[domain-name:value = 'a.example']`;
    const text = bundle(
      indicator(1, `[email-addr:value = 'a@example.com']`),
      indicator(2, pattern, { revoked: true }),
      indicator(3, pattern, { valid_until: '2020-01-01T00:00:00Z' }),
      indicator(4, pattern, { valid_from: '2099-01-01T00:00:00Z' }),
      indicator(5, 'rule x {}', { pattern_type: 'yara' }),
      indicator(6, '[broken'),
      indicator(7, pattern, { indicator_types: ['anomalous-activity'] }),
      indicator(8, `[domain-name:value = 'com' OR domain-name:value = 'b.example']`),
      'no object',
    );
    const { rejects, report } = await built(text);
    expect(rejects.map(({ id, reason }) => [id, reason])).toEqual([
      ['indicator--1', 'asks for email-addr:value, which is no object of ours'],
      ['indicator--2', 'is revoked'],
      ['indicator--3', 'is not valid any more (valid_until)'],
      ['indicator--4', 'is not valid yet (valid_from)'],
      ['indicator--5', 'has a pattern of the type yara'],
      ['indicator--6', 'has a pattern that cannot be read'],
      ['indicator--7', 'has no zone'],
      ['indicator--8', 'domain is a bare top-level domain'],
      [undefined, 'is no STIX object'],
    ]);
    expect(rejects[1]?.line).toBe(14);
    expect(report).toMatchObject({ rows: 10, taken: 1 });
    expect(report.rejectReasons).toHaveLength(9);
  });

  it('is refused when it is not JSON, and when it is cut short', async () => {
    await expect(built('<stix:STIX_Package/>')).rejects.toThrow(/BUILD_INPUT: line 1: it is not JSON here/);
    await expect(built(bundle(indicator(1, 'x')).slice(0, -5))).rejects.toThrow(/ends too early/);
    await expect(built(bundle({ type: 'indicator', pattern: 1 }).replace('"indicator"', '"\\q"'))).rejects.toThrow(
      /line \d+: it is not JSON/,
    );
  });

  it('with hostile names, keys and depths neither harms nor stops a build', async () => {
    const text = `{"__proto__":{"objects":[1]},"constructor":[],"objects":[
      {"type":"indicator","__proto__":{"pattern":"[url:value='http://example.com/p']"}},
      {"type":"constructor"},{"type":"__proto__"},
      ${JSON.stringify(indicator(1, `[url:value = 'http://example.com/x']`, { name: 'a\u0000b' }))}]}`;
    const { report, rejects } = await built(text);
    expect(report).toMatchObject({
      taken: 1,
      asides: ['constructor', '__proto__'].map((kind) => ({ kind, count: 1 })),
    });
    expect(rejects.map(({ reason }) => reason)).toEqual(['has a pattern that cannot be read']);
  });
});
