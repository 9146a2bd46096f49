import {
  MemorySpill,
  CsvRows,
  buildPackage,
  readPackageHead,
  verifyPackageHead,
  PACKAGE_LIMITS,
} from '@pksn/package-format';
import type { BasePackage, Statement } from '@pksn/package-format';
import type { ForgedVendor } from '@pksn/testing';
import type { Envelope, RequestPolicy } from '@pksn/signing';

const DAY_MS = 86_400_000;

export interface SamplePackage {
  readonly feed: string;
  readonly version: number;
  /** CSV with a header line (docs/cli.md "Input rows"). */
  readonly rows: string;
  /** The packages below it, full first. */
  readonly base?: readonly Buffer[];
  readonly licensing?: readonly Envelope[];
  readonly rootUpdates?: readonly Envelope[];
  readonly statements?: readonly Statement[];
  readonly policy?: readonly RequestPolicy[];
  readonly freshDays?: number;
  readonly codec?: 'none' | 'gzip';
}

/** A signed package in memory, built by the same code as `pksn package build`. */
export async function samplePackage(vendor: ForgedVendor, sample: SamplePackage): Promise<Buffer> {
  const parts: Buffer[] = [];
  const now = Date.now();
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  await buildPackage(
    {
      feed: sample.feed,
      version: sample.version,
      created: iso(now),
      freshUntil: iso(now + (sample.freshDays ?? 7) * DAY_MS),
      inputs: [{ name: 'sample.csv', rows: new CsvRows(oneChunk(sample.rows)) }],
      defaults: { zone: null, threat: null },
      base: await Promise.all((sample.base ?? []).map((bytes) => basePackage(vendor, bytes))),
      coverage: {},
      codec: sample.codec ?? 'gzip',
      gzipLevel: 1,
      signers: [vendor.keys.package],
      rootUpdates: sample.rootUpdates ?? [],
      licensing: sample.licensing ?? [],
      memoryBytes: 64 * 1024 * 1024,
      strict: true,
      ...(sample.statements === undefined ? {} : { statements: sample.statements }),
      ...(sample.policy === undefined ? {} : { policy: sample.policy }),
    },
    {
      spill: new MemorySpill(),
      sink: {
        write: (bytes) => {
          parts.push(Buffer.from(bytes));
          return Promise.resolve();
        },
      },
      reject: (rows) => Promise.reject(new Error(`rejected: ${JSON.stringify(rows)}`)),
    },
  );
  return Buffer.concat(parts);
}

async function* oneChunk(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

async function basePackage(vendor: ForgedVendor, bytes: Buffer): Promise<BasePackage> {
  let position = 0;
  const source = {
    read: (length: number): Promise<Buffer> => {
      const part = bytes.subarray(position, position + length);
      position += part.length;
      return Promise.resolve(part);
    },
  };
  const head = verifyPackageHead(await readPackageHead(source), {
    roots: [vendor.root],
    now: Date.now(),
    limits: PACKAGE_LIMITS,
  });
  return { head, source };
}
