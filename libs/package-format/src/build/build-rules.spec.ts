import { expressionKey, addressKey, parseNetwork } from '@pksn/web-address';
import { softwareKey } from '@pksn/domain';
import { buildRows, contentOf, pieces } from './built-content.fixture';
import type { Content, Row } from './built-content.fixture';
import { CsvRows } from './input/csv-rows';
import { ListRows } from './input/list-rows';
import { NdjsonRows } from './input/ndjson-rows';

const SHA256 = 'ab'.repeat(32);
const hexOf = (expression: string): string => expressionKey(expression).toString('hex');
const content = async (...rows: Row[]): Promise<Content> => contentOf((await buildRows(rows)).bytes);
const reasons = async (...rows: Row[]): Promise<string[]> => (await buildRows(rows)).rejects.map((one) => one.reason);

describe('input rows', () => {
  it('with zeros for a hash, or bytes that are no UTF-8, are rejected instead of changed or fatal', async () => {
    const zeros = 'is all zeros, as no hash is';
    expect(await reasons({ sha256: SHA256, md5: '0'.repeat(32), zone: 'red' }, { sha1: '0'.repeat(40) })).toEqual([
      `md5 ${zeros}`,
      `sha1 ${zeros}`,
    ]);
    const latin1 = { domain: 'a.example', threat: 'Tr\uFFFDjan', zone: 'red' };
    expect(await reasons(latin1, { url: 'http://a.example/\uFFFD', zone: 'red' })).toEqual([
      'threat is not in UTF-8',
      'url is not in UTF-8',
    ]);
  });

  it.each(['utf16le', 'utf16be'] as const)('in %s are not read as rubbish', async (form) => {
    const bytes = Buffer.from('\uFEFFexample.com\n', 'utf16le');
    const input = form === 'utf16le' ? bytes : bytes.swap16();
    const rows = new ListRows(ReadableStream.from([input]));
    await expect(rows.batches().next()).rejects.toMatchObject({
      code: 'BUILD_INPUT',
      detail: expect.stringContaining('UTF-16') as string,
    });
  });

  it('with a hash and software fields say which product the file belongs to', async () => {
    const found = await content({
      sha256: SHA256,
      softwareVendor: 'V',
      softwareProduct: 'P',
      softwareVersion: '1',
      zone: 'green',
    });
    expect(found['file-sha256']?.[SHA256]).toMatchObject({ zone: 'green', product: 'V / P / 1' });
    expect(found['software']).toBeUndefined();
  });

  it('with a product of its own prefer that name', async () => {
    const found = await content({ sha256: SHA256, softwareProduct: 'P', product: 'Named', zone: 'green' });
    expect(found['file-sha256']?.[SHA256]).toMatchObject({ product: 'Named' });
  });

  it('with software fields alone are software objects', async () => {
    const found = await content({ softwareVendor: 'V', softwareProduct: 'P', zone: 'yellow' });
    const key = softwareKey('V', 'P', null).toString('hex');
    expect(found['software']?.[key]).toMatchObject({ zone: 'yellow', product: 'V / P' });
  });

  it('of the same object: the worst zone wins, then the first row, counted as merged', async () => {
    const rows: Row[] = [
      { domain: 'example.com', zone: 'green', threat: 'First' },
      { domain: 'EXAMPLE.com.', zone: 'red', threat: 'Second' },
      { url: 'http://example.com', zone: 'red', threat: 'Third' },
    ];
    const built = await buildRows(rows);
    expect(built.report).toMatchObject({ rows: 3, taken: 3, merged: 2 });
    expect((await contentOf(built.bytes))['web']).toEqual({
      [hexOf('example.com/')]: { zone: 'red', threat: 'Second', product: null, sha1: null, md5: null },
    });
  });

  it('lose a port from an address or host, which is counted', async () => {
    const rows: Row[] = [
      { ip: '192.0.2.7:8080', zone: 'red' },
      { ip: '[2001:db8::1]:443', zone: 'red' },
      { domain: 'example.com:99', zone: 'red' },
      { ip: '192.0.2.8', zone: 'red' },
    ];
    const built = await buildRows(rows);
    expect(built.report).toMatchObject({ taken: 4, portsDropped: 3 });
    const found = await contentOf(built.bytes);
    expect(Object.keys(found['ip4'] ?? {})).toEqual(['c000020720000000', 'c000020820000000']);
    expect(Object.keys(found['ip6'] ?? {})).toHaveLength(1);
    expect(Object.keys(found['web'] ?? {})).toEqual([hexOf('example.com/')]);
  });

  it('are rejected when what stands behind the colon is no port', async () => {
    const rows: Row[] = ['192.0.2.7:65536', '192.0.2.7:525310', '192.0.2.9:65535'].map((ip) => ({ ip, zone: 'red' }));
    const built = await buildRows([...rows, { domain: 'example.com:70000', zone: 'red' }]);
    expect(built.report).toMatchObject({ taken: 1, rejects: 3, portsDropped: 1 });
  });

  it('name networks too, and URLs by their exact expression', async () => {
    const found = await content(
      { ip: '198.51.100.0/24', zone: 'red' },
      { url: 'HTTP://Example.com:81/a/../b?x=1#y', zone: 'orange' },
      { url: 'http://192.0.2.1', zone: 'red' },
    );
    expect(Object.keys(found['ip4'] ?? {})).toEqual([addressKey(parseNetwork('198.51.100.0/24')).toString('hex')]);
    expect(found['web']?.[hexOf('example.com/b?x=1')]).toMatchObject({ zone: 'orange' });
    expect(found['texts']?.[hexOf('example.com/b?x=1')]).toEqual({ product: 'example.com/b?x=1' });
    expect(found['web']?.[hexOf('192.0.2.1/')]).toMatchObject({ zone: 'red' });
  });

  it('with several kinds of object make a record of each', async () => {
    const found = await content({
      sha256: SHA256,
      url: 'http://example.com/x',
      ip: '192.0.2.1',
      zone: 'red',
      threat: 'T',
    });
    expect(Object.keys(found).sort()).toEqual(['file-sha256', 'ip4', 'names', 'texts', 'web']);
  });

  it('are rejected when they name no object, or no zone that is legal for it', async () => {
    expect(
      await reasons(
        { zone: 'red' },
        { sha256: SHA256 },
        { sha256: SHA256.slice(1), zone: 'red' },
        { sha256: `${SHA256.slice(2)}zz`, zone: 'red' },
        { url: '/wp-admin/x.php', zone: 'red' },
        { domain: '/x', zone: 'red' },
        { domain: 'com', zone: 'red' },
        { url: 'http://com', zone: 'red' },
        { domain: '192.0.2.1', zone: 'red' },
        { ip: 'example.com', zone: 'red' },
        { ip: '192.0.2.1/24', zone: 'red' },
        { sha256: SHA256, zone: 'orange' },
        { domain: 'example.com', zone: 'yellow' },
        { certificateSha1: 'ab'.repeat(20), zone: 'yellow' },
        { domain: 'example.com', zone: 'grey' },
        { domain: 'example.com', zone: 'blue' },
        { softwareVendor: 'V', zone: 'red' },
        { domain: 'example.com', zone: 'red', popularity: 'many' },
        { domain: 'example.com', zone: 'red', firstSeen: 'yesterday' },
        { domain: 'example.com', zone: 'red', trustGroup: 'friends' },
        { domain: 'example.com', zone: 'red', threat: 'x'.repeat(513) },
        { domain: 'example.com', zone: 'red', threat: 'a\tb' },
      ),
    ).toEqual([
      'names no object',
      'has no zone',
      'sha256 is not a hash of that kind in hexadecimal',
      'sha256 is not a hash of that kind in hexadecimal',
      'url is a bare path',
      'domain is a bare path',
      'domain is a bare top-level domain',
      'url names a bare top-level domain',
      expect.stringMatching(/^domain: .*address/),
      expect.stringMatching(/^ip: /),
      expect.stringMatching(/^ip: .*prefix/),
      'zone orange is not legal for a file',
      'zone yellow is not legal for a network object',
      'zone yellow is not legal for a certificate',
      'zone grey is no verdict: leave the object out instead',
      'zone is none of red, orange, yellow, green',
      'software has no product',
      'popularity is not a whole number',
      'firstSeen is not a date of 1970 to 2149',
      'trustGroup is none of trusted, low-restricted, high-restricted, untrusted',
      'threat is longer than 512 bytes or has control characters',
      'threat is longer than 512 bytes or has control characters',
    ]);
  });

  it('leave nothing behind when they are rejected', async () => {
    const found = await content({ sha256: SHA256, domain: 'com', zone: 'red', threat: 'Test.Gone' });
    expect(found).toEqual({});
  });

  it('are rejected with their line numbers, and fatal when strict', async () => {
    const rows = new CsvRows(pieces('sha256,zone\nzz,red\n\n"a\nb",red\nx,y,z\n'));
    const built = await buildRows([], { rows });
    expect(built.rejects.map((one) => [one.input, one.line])).toEqual([
      ['rows.csv', 2],
      ['rows.csv', 4],
      ['rows.csv', 6],
    ]);
    expect(built.rejects[2]?.reason).toBe('has 3 cells where the header has 2');
    await expect(buildRows([{ domain: 'com', zone: 'red' }], { strict: true })).rejects.toMatchObject({
      code: 'BUILD_REJECTS',
    });
  });

  it('carry coverage for the kinds that are there', async () => {
    const { manifest } = await buildRows([{ domain: 'example.com', zone: 'red' }]);
    const none = 'none';
    expect(manifest.coverage).toEqual({
      file: none,
      url: 'partial',
      domain: 'partial',
      ip: none,
      certificate: none,
      software: none,
    });
  });
});

describe('formats', () => {
  const domains = async (rows: CsvRows | NdjsonRows | ListRows, defaults = { zone: null, threat: null } as never) => {
    const built = await buildRows([], { rows, defaults });
    return {
      built,
      texts: Object.values((await contentOf(built.bytes))['texts'] ?? {})
        .map((one) => one.product)
        .sort(),
    };
  };

  it('csv: headers in any case, unknown columns ignored and named', async () => {
    const { built, texts } = await domains(
      new CsvRows(pieces('\uFEFFDomain,Country,ZONE\r\nexample.com,xx,Red\r\n', 3)),
    );
    expect(texts).toEqual(['example.com/']);
    expect(built.report.ignoredFields).toEqual(['Country']);
  });

  it.each([
    ['', /empty/],
    ['a,b\n1,2\n', /no known field/],
    ['zone,ZONE\n', /twice/],
  ])('csv: %j is refused', async (text, why) => {
    await expect(buildRows([], { rows: new CsvRows(pieces(text)) })).rejects.toMatchObject({
      code: 'BUILD_INPUT',
      detail: expect.stringMatching(why) as string,
    });
  });

  it('ndjson: one object a line, numbers and null allowed', async () => {
    const lines = [
      '{"domain":"example.com","zone":"red","popularity":5,"url":null,"x":1}',
      '',
      '[]',
      '{',
      '{"domain":{}}',
    ];
    const { built, texts } = await domains(new NdjsonRows(pieces(lines.join('\n'), 7)));
    expect(texts).toEqual(['example.com/']);
    expect(built.report.ignoredFields).toEqual(['x']);
    expect(built.rejects.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'is not a JSON object'],
      [4, 'is not a JSON object'],
      [5, 'domain is neither text nor a number'],
    ]);
  });

  it('list: kinds by form, zone and threat by default', async () => {
    const lines = [
      '# comment',
      SHA256,
      'cd'.repeat(20),
      'ef'.repeat(16),
      'example.com',
      'example.org:8080',
      'http://a.example/x',
    ];
    const more = [
      'b.example/y',
      '192.0.2.1',
      '192.0.2.2:80',
      '192.0.2.0/24',
      '2001:db8::/32',
      '[2001:db8::1]:80',
      '/path',
      'com',
    ];
    const rows = new ListRows(pieces([...lines, ...more].join('\n'), 11));
    const built = await buildRows([], { rows, defaults: { zone: 'red', threat: 'Test.List' } });
    expect(built.report).toMatchObject({ rows: 14, taken: 12, portsDropped: 3 });
    expect(built.report.counts).toEqual({ 'file-sha256': 1, 'file-sha1': 1, 'file-md5': 1, web: 4, ip4: 3, ip6: 2 });
    expect(built.rejects.map((one) => [one.line, one.reason])).toEqual([
      [14, 'is a bare path'],
      [15, 'domain is a bare top-level domain'],
    ]);
  });
});
