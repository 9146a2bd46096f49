import fc from 'fast-check';
import { buildRows, contentOf } from '../built-content.fixture';
import type { Row } from '../built-content.fixture';
import { modelFiles } from './identity-model.fixture';

const hash = (digits: number, count: number) =>
  fc.integer({ min: 1, max: count }).map((n) =>
    n
      .toString(16)
      .padStart(2, '0')
      .repeat(digits / 2),
  );

/** Few hashes and many rows, so that rows meet in every way. */
const row = fc
  .record(
    {
      sha256: hash(64, 4),
      sha1: hash(40, 5),
      md5: hash(32, 5),
      zone: fc.constantFrom('red', 'yellow', 'green'),
      threat: fc.constantFrom('Test.A', 'Test.B', 'Test.C'),
    },
    { requiredKeys: ['zone', 'threat'] },
  )
  .filter((one) => one.sha256 !== undefined || one.sha1 !== undefined || one.md5 !== undefined);

describe('rows about files', () => {
  it('become the files of the plain model, whatever the memory', async () => {
    const cases = fc.record({
      rows: fc.array(row, { minLength: 1, maxLength: 24 }),
      memoryBytes: fc.constantFrom(256, 4_096, 1 << 20),
      pieceBytes: fc.integer({ min: 100, max: 3_000 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ rows, memoryBytes, pieceBytes }) => {
        const built = await buildRows(rows, { memoryBytes, pieceBytes });
        const { content, ambiguous, merged } = modelFiles(rows);
        const { names: _, ...found } = await contentOf(built.bytes);
        expect(found).toEqual(content);
        expect(built.report).toMatchObject({
          rows: rows.length,
          taken: rows.length,
          ambiguousHashes: ambiguous,
          merged,
        });
        expect(built.spill.openFiles).toBe(0);
      }),
      { numRuns: 120 },
    );
  });

  const [sha256, other256, sha1, md5] = ['aa'.repeat(32), 'bb'.repeat(32), 'cc'.repeat(20), 'dd'.repeat(16)];
  const files = async (...rows: Row[]) => {
    const { names: _, ...content } = await contentOf((await buildRows(rows)).bytes);
    return content;
  };

  it('with several hashes are one file, found by each of them', async () => {
    expect(await files({ sha256, sha1, md5, zone: 'red' })).toEqual({
      'file-sha256': { [sha256]: { zone: 'red', threat: null, product: null, sha1, md5 } },
      'alias-sha1': { [sha1]: { target: `file-sha256:${sha256}` } },
      'alias-md5': { [md5]: { target: `file-sha256:${sha256}` } },
    });
  });

  it('known by a weak hash alone merge into the one file that has it', async () => {
    const content = await files({ md5, zone: 'red', threat: 'Test.Worse' }, { sha256, md5, zone: 'green' });
    expect(content['file-sha256']?.[sha256]).toMatchObject({ zone: 'red', threat: 'Test.Worse', md5 });
    expect(content['file-md5']).toBeUndefined();
  });

  it('give a weak hash of two files no alias, and keep a row that knows nothing else', async () => {
    const rows: Row[] = [
      { sha256, md5, zone: 'green' },
      { sha256: other256, md5, zone: 'green' },
      { md5, zone: 'red' },
    ];
    const content = await files(...rows);
    expect(content['alias-md5']).toBeUndefined();
    expect(content['file-md5']?.[md5]).toMatchObject({ zone: 'red' });
    expect((await buildRows(rows)).report.ambiguousHashes).toBe(1);
  });

  it('meet over two links: a SHA-1 is known only beside the MD5 of a file', async () => {
    const content = await files({ sha256, md5, zone: 'green' }, { sha1, md5, zone: 'red' }, { sha1, zone: 'yellow' });
    expect(content).toMatchObject({
      'file-sha256': { [sha256]: { zone: 'red', sha1, md5 } },
      'alias-sha1': { [sha1]: { target: `file-sha256:${sha256}` } },
    });
    expect(content['file-sha1']).toBeUndefined();
  });

  it('keep two SHA-1 of one MD5 apart', async () => {
    const another = 'ce'.repeat(20);
    const content = await files({ sha1, md5, zone: 'red' }, { sha1: another, md5, zone: 'green' });
    expect(Object.keys(content['file-sha1'] ?? {})).toEqual([sha1, another]);
    expect(content['alias-md5']).toBeUndefined();
  });

  it('about certificates follow the same rule', async () => {
    const content = await files(
      { certificateSha256: sha256, certificateSha1: sha1, zone: 'green' },
      { certificateSha1: sha1, zone: 'red', threat: 'Stolen' },
    );
    expect(content).toMatchObject({
      'certificate-sha256': { [sha256]: { zone: 'red', threat: 'Stolen', sha1 } },
      'alias-certificate-sha1': { [sha1]: { target: `certificate-sha256:${sha256}` } },
    });
    expect(content['certificate-sha1']).toBeUndefined();
  });
});
