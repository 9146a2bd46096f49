import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { buildRows, contentOf, NOW, pieces } from '../../built-content.fixture';
import type { Built, Content } from '../../built-content.fixture';
import type { FormatDefaults } from '../format-defaults';
import { MispRows } from './misp-rows';

const hashOf = (name: string, algorithm: string): string => createHash(algorithm).update(name).digest('hex');
const [MD5, SHA1, SHA256] = ['md5', 'sha1', 'sha256'].map((one) => hashOf('misp', one)) as [string, string, string];
const attribute = (type: string, value: string, more: object = {}): object => ({
  uuid: `u-${type}`,
  type,
  value,
  to_ids: true,
  ...more,
});
const event = (Attribute: object[], more: object = {}): object => ({ Event: { Attribute, info: 'An event', ...more } });

async function built(value: unknown, defaults: Partial<FormatDefaults> = {}): Promise<Built> {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  const { zone = null, threat = null } = defaults;
  const rows = new MispRows(() => pieces(text, 11), { zone, threat, now: NOW });
  return buildRows([], { rows, defaults: { zone, threat } });
}
const content = async (value: unknown, defaults: Partial<FormatDefaults> = {}): Promise<Content> =>
  contentOf((await built(value, defaults)).bytes);
const counts = async (value: unknown): Promise<object> => (await built(value)).report.counts;
const reasons = async (value: unknown): Promise<string[]> => (await built(value)).rejects.map(({ reason }) => reason);

describe('a MISP event', () => {
  it('gives the objects of its attributes, with its name as threat, though that stands behind them', async () => {
    const found = await content(
      event([
        attribute('sha256', SHA256),
        attribute('filename|md5', `a|b.exe|${MD5}`),
        attribute('domain', 'a.example'),
        attribute('hostname|port', 'b.example|8080'),
        attribute('domain|ip', 'c.example|192.0.2.1'),
        attribute('ip-dst|port', '192.0.2.2|443'),
        attribute('ip-src|port', '2001:db8::1|443'),
        attribute('ip-src', '198.51.100.0/24'),
        attribute('url', 'http://d.example/x'),
        attribute('x509-fingerprint-sha1', SHA1, { first_seen: '2026-01-02T03:04:05.678901+00:00' }),
      ]),
    );
    const sizes = Object.fromEntries(
      Object.entries(found).map(([section, items]) => [section, Object.keys(items).length]),
    );
    expect(sizes).toEqual({
      names: 1,
      texts: 4,
      'file-sha256': 1,
      'file-md5': 1,
      web: 4,
      ip4: 3,
      ip6: 1,
      'certificate-sha1': 1,
    });
    expect(found['file-sha256']?.[SHA256]).toMatchObject({ zone: 'red', threat: 'An event' });
  });

  it.each([
    ['by itself', { Attribute: [attribute('domain', 'a.example')], info: 'x' }],
    ['in a list', [event([attribute('domain', 'a.example')])]],
    ['as the answer of a search', { response: [event([attribute('domain', 'a.example')])] }],
    ['as attributes of a search', { response: { Attribute: [attribute('domain', 'a.example')] } }],
  ])('is read %s', async (_, value) => {
    expect(await counts(value)).toMatchObject({ web: 1 });
  });

  it('names threats by the galaxy of an attribute, by its own event, or as --threat says', async () => {
    const tagged = attribute('domain', 'a.example', {
      Tag: [{ name: 'tlp:clear' }, { name: 'misp-galaxy:malpedia="Emotet"' }],
    });
    const threats = async (value: unknown, defaults = {}): Promise<unknown[]> =>
      Object.values((await content(value, defaults))['web'] ?? {}).map(({ threat }) => threat);
    expect(await threats(event([tagged]))).toEqual(['Emotet']);
    expect(await threats(event([attribute('domain', 'a.example')]), { threat: 'Told' })).toEqual(['Told']);
    const two = [
      event([attribute('domain', 'a.example')]),
      event([attribute('domain', 'b.example')], { info: 'Other' }),
    ];
    expect((await threats({ response: two })).sort()).toEqual(['An event', 'Other']);
    const found = { response: { Attribute: [attribute('domain', 'a.example', { Event: { info: 'Found' } })] } };
    expect(await threats(found)).toEqual(['Found']);
  });

  it('gathers the hashes of a file object, and keeps certificates and parts of files apart', async () => {
    const object = (name: string, ...Attribute: object[]): object => ({
      Event: { Object: [{ name, uuid: 'o', Attribute }] },
    });
    const hashes = [
      attribute('md5', MD5),
      attribute('sha1', SHA1),
      attribute('sha256', SHA256),
      attribute('filename', 'x'),
    ];
    const file = await content(object('file', ...hashes));
    expect(file['file-sha256']?.[SHA256]).toMatchObject({ md5: MD5, sha1: SHA1 });
    expect(file['file-md5']).toBeUndefined();
    const app = await content(
      object(
        'android-app',
        attribute('text', 'App', { object_relation: 'name', to_ids: false }),
        attribute('sha1', SHA1, { object_relation: 'certificate' }),
        attribute('sha256', SHA256, { object_relation: 'sha256' }),
        attribute('sha256', hashOf('other', 'sha256'), { object_relation: 'sha256' }),
      ),
    );
    expect(app['certificate-sha1']?.[SHA1]).toMatchObject({ product: 'App' });
    expect(Object.keys(app['file-sha256'] ?? {})).toHaveLength(2);
    expect(await reasons(object('pe-section', ...hashes))).toEqual(
      expect.arrayContaining(['is a hash in an object pe-section, which may be of something else than a file']),
    );
  });

  it('lists what is no object of ours', async () => {
    expect(
      await reasons(
        event([
          attribute('email-src', 'a@example.com'),
          attribute('domain', 'a.example', { to_ids: false }),
          attribute('domain', 'a.example', { deleted: true }),
          attribute('domain|ip', 'a.example'),
          attribute('ip-dst|port', '192.0.2.1|http'),
          attribute('md5', SHA256),
          attribute('toString', 'x'),
        ]),
      ),
    ).toEqual([
      'type email-src is no object of ours',
      'is not meant for detection (to_ids)',
      'is deleted',
      'is no domain|ip',
      'ip: not an IPv4 or IPv6 address',
      'md5 is not a hash of that kind in hexadecimal',
      'type toString is no object of ours',
    ]);
  });

  it('of any JSON at all never crashes a build', async () => {
    const keys = fc.constantFrom(
      'Event',
      'Attribute',
      'Object',
      'response',
      'list',
      'type',
      'value',
      'to_ids',
      'Tag',
      'name',
      '__proto__',
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('md5', 'domain', 'a.example', true, 1, null),
        tie('list'),
        tie('map'),
      ),
      list: fc.array(tie('tree'), { maxLength: 3 }),
      map: fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
    }));
    await fc.assert(
      fc.asyncProperty(tree, async (value) => {
        expect((await built([value])).report.rows).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 150 },
    );
  });
});

describe('a MISP warning list', () => {
  const list = (type: string, entries: unknown[], attributes: string[] = []): object => ({
    list: entries,
    matching_attributes: attributes,
    name: 'Known',
    type,
  });

  it('gives its networks, names and exact texts', async () => {
    const found = await content(list('cidr', ['192.0.2.0/24', '2001:db8::/32', 'x']), { zone: 'green' });
    expect(Object.values(found['ip4'] ?? {})).toMatchObject([{ zone: 'green', product: 'Known' }]);
    expect(await counts(list('hostname', ['a.example']))).toEqual({});
    const texts = list('string', ['a.example', MD5, '192.0.2.1', 'setup', 7], ['domain', 'md5']);
    const { report, rejects } = await built(texts, { zone: 'green' });
    expect(report).toMatchObject({ rows: 5, taken: 2 });
    expect(rejects.map(({ reason }) => reason)).toEqual([
      'is of a kind that its list is not about: ip',
      'domain is a bare top-level domain',
      'is no text',
    ]);
  });

  it('is never bad by itself, and parts of names are no objects', async () => {
    expect(await reasons(list('hostname', ['a.example']))).toEqual(['has no zone']);
    expect(await reasons(list('substring', ['example']))).toEqual([
      'is an entry of a substring list, which names no single object',
    ]);
  });
});
