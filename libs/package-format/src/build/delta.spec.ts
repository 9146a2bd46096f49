import fc from 'fast-check';
import { applied, buildRows, contentOf } from './built-content.fixture';
import type { Row } from './built-content.fixture';

const digit = fc.integer({ min: 1, max: 6 }).map((n) => n.toString(16).padStart(2, '0'));
const verdict = { zone: fc.constantFrom('red', 'green'), threat: fc.constantFrom('', 'Test.A', 'Test.B') };
const row: fc.Arbitrary<Row> = fc.oneof(
  fc.record({ sha256: digit.map((d) => d.repeat(32)), sha1: digit.map((d) => d.repeat(20)), ...verdict }),
  fc.record({ md5: digit.map((d) => d.repeat(16)), ...verdict }),
  fc.record({ domain: digit.map((d) => `d${d}.example.com`), ...verdict }),
  fc.record({ ip: digit.map((d) => `192.0.2.${Number(d)}`), ...verdict }),
  fc.record({ softwareVendor: fc.constant('V'), softwareProduct: digit.map((d) => `P${d}`), ...verdict }),
);
const rows = fc.array(row, { maxLength: 12 });

describe('a delta', () => {
  it('applied to its base is the full package of the new input', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, rows, async (first, second, third) => {
        const base = await buildRows(first);
        const delta = await buildRows(second, { version: 2, base: [base.bytes], memoryBytes: 512 });
        const next = await buildRows(third, { version: 3, base: [base.bytes, delta.bytes] });
        for (const [built, input] of [
          [delta, second],
          [next, third],
        ] as const) {
          const full = await buildRows(input);
          expect(built.manifest.result).toEqual(full.manifest.result);
        }
        const names = (await allNames(base.bytes, delta.bytes, next.bytes)).entries();
        const known = new Map(names);
        const content = applied(
          applied(await contentOf(base.bytes), await contentOf(delta.bytes, known)),
          await contentOf(next.bytes, known),
        );
        const wanted = await contentOf((await buildRows(third)).bytes);
        expect(withoutTexts(content)).toEqual(withoutTexts(wanted));
      }),
      { numRuns: 20 },
    );
  });

  it('names the snapshot that it builds on, puts only what changed and new texts', async () => {
    const kept: Row = { domain: 'kept.example.com', zone: 'red', threat: 'Test.Old' };
    const base = await buildRows([kept, { domain: 'gone.example.com', zone: 'red' }]);
    const delta = await buildRows([kept, { domain: 'new.example.com', zone: 'orange', threat: 'Test.New' }], {
      version: 2,
      base: [base.bytes],
    });
    expect(delta.manifest).toMatchObject({
      kind: 'delta',
      base: { version: 1, stateHash: base.manifest.result.stateHash },
      result: { counts: { web: 2 } },
    });
    expect(delta.report).toMatchObject({ puts: 1, removals: 1 });
    const content = await contentOf(delta.bytes);
    expect(Object.values(content['names'] ?? {})).toEqual([{ product: 'Test.New' }]);
    expect(Object.values(content['texts'] ?? {})).toEqual([{ product: 'new.example.com/' }]);
    expect(Object.values(content['web'] ?? {})).toHaveLength(2);
  });

  it('is refused on bases that are no chain', async () => {
    const one = await buildRows([{ ip: '192.0.2.1', zone: 'red' }]);
    const two = await buildRows([{ ip: '192.0.2.2', zone: 'red' }], { version: 2, base: [one.bytes] });
    const other = await buildRows([{ ip: '192.0.2.3', zone: 'red' }], { version: 2 });
    const refused = async (version: number, ...base: Buffer[]): Promise<unknown> =>
      buildRows([], { version, base }).catch((error: unknown) => error);
    expect(await refused(3, two.bytes)).toMatchObject({
      code: 'BUILD_BASE',
      detail: expect.stringContaining('is a delta') as string,
    });
    expect(await refused(3, one.bytes, other.bytes)).toMatchObject({ code: 'BUILD_BASE' });
    expect(await refused(3, two.bytes, one.bytes)).toMatchObject({ code: 'BUILD_BASE' });
    expect(await refused(2, one.bytes, two.bytes)).toMatchObject({
      code: 'BUILD_BASE',
      detail: expect.stringContaining('must be higher') as string,
    });
    expect(await refused(3, one.bytes, two.bytes)).toMatchObject({ report: { removals: 1 } });
  });

  it('is refused on a base that is damaged behind its head', async () => {
    const base = await buildRows([{ ip: '192.0.2.1', zone: 'red' }]);
    const damaged = Buffer.from(base.bytes);
    damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1;
    await expect(buildRows([], { version: 2, base: [damaged] })).rejects.toMatchObject({
      code: 'PACKAGE_CHUNK_DIGEST',
    });
  });
});

async function allNames(...packages: Buffer[]): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (const bytes of packages) {
    const content = await contentOf(bytes);
    for (const [key, { product }] of Object.entries(content['names'] ?? {})) names.set(key, product ?? '');
  }
  return names;
}

function withoutTexts({ names: _, texts: __, ...rest }: Awaited<ReturnType<typeof contentOf>>): unknown {
  return rest;
}
