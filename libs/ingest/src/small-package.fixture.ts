import { createHash } from 'node:crypto';
import {
  CsvRows,
  MemorySource,
  MemorySpill,
  MemoryStore,
  PACKAGE_LIMITS,
  buildPackage,
  readPackageHead,
  verifyPackageHead,
} from '@pksn/package-format';
import type { ForgedVendor } from '@pksn/testing';

const DAY_MS = 86_400_000;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A signed package of a few files of one zone, red unless told, named by the texts given; a delta when `base` names the packages below it. */
export async function smallPackage(
  vendor: ForgedVendor,
  now: number,
  facts: { feed: string; version: number; files: readonly string[]; zone?: string; base?: readonly Buffer[] },
): Promise<Buffer> {
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const rows = ['sha256,zone', ...facts.files.map((file) => `${sha256(file)},${facts.zone ?? 'red'}`)].join('\n');
  const sink = new MemoryStore();
  await buildPackage(
    {
      feed: facts.feed,
      version: facts.version,
      created: iso(now),
      freshUntil: iso(now + 7 * DAY_MS),
      inputs: [{ name: 'rows.csv', rows: new CsvRows(once(rows)) }],
      defaults: { zone: null, threat: null },
      base: await Promise.all(
        (facts.base ?? []).map(async (bytes) => {
          const source = new MemorySource(bytes);
          const head = verifyPackageHead(await readPackageHead(source), {
            roots: [vendor.root],
            now,
            limits: PACKAGE_LIMITS,
          });
          return { head, source };
        }),
      ),
      coverage: {},
      codec: 'none',
      gzipLevel: 1,
      signers: [vendor.keys.package],
      rootUpdates: [],
      licensing: [],
      memoryBytes: 1024 * 1024,
      strict: true,
    },
    { spill: new MemorySpill(), sink, reject: (rejects) => Promise.reject(new Error(JSON.stringify(rejects))) },
  );
  return sink.bytes();
}

async function* once(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}
