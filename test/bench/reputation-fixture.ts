import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import type { SectionLayout } from '@pksn/domain';
import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS, OFFSET_THREAT, nameKey, sectionLayout } from '@pksn/domain';
import { PackageWriter, StateBuilder, encodeText } from '@pksn/package-format';
import { createVendor } from '@pksn/signing';
import type { Vendor } from '@pksn/signing';
import { systemClock } from '@pksn/runtime';
import { FileStore } from './file-store';
import { sortedRecords } from './sorted-records';

const THREATS = Array.from({ length: 1_000 }, (_, i) => `Bench.Family.${String(i)}`);
const FILES = sectionLayout('file-sha256');
const NAMES = sectionLayout('names');

export interface BenchFeed {
  readonly feed: string;
  readonly version: number;
  readonly records: number;
  readonly seed: number;
}

export function benchVendor(): Vendor {
  return createVendor({ name: 'bench', now: systemClock.now(), validityDays: 30 });
}

/** File records with both siblings and a threat name each, as a vendor would sign them. */
export function* fileRecords(count: number, seed: number): Generator<Buffer> {
  const keys = THREATS.map(nameKey);
  let n = 0;
  for (const batch of sortedRecords(FILES, count, seed)) {
    for (let at = 0; at < batch.length; at += FILES.recordBytes, n++) {
      const value = at + FILES.keyBytes;
      batch[value + OFFSET_FLAGS] = FLAG_SHA1 | FLAG_MD5;
      (keys[n % keys.length] as Buffer).copy(batch, value + OFFSET_THREAT);
    }
    yield batch;
  }
}

/** Writes a full package of one feed to `path`; aliases are left out, so that only file records count. */
export async function writeBenchPackage(vendor: Vendor, feed: BenchFeed, path: string): Promise<void> {
  const spill = await FileStore.create(`${path}.spill`);
  const now = systemClock.now();
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const none = { url: 'none', domain: 'none', ip: 'none', certificate: 'none', software: 'none' } as const;
  const writer = new PackageWriter({
    feed: feed.feed,
    kind: 'full',
    version: feed.version,
    created: iso(now),
    freshUntil: iso(now + 30 * 86_400_000),
    base: null,
    // As `pksn package build` chooses for hashes, which do not shrink.
    codec: 'none',
    coverage: { file: 'partial', ...none },
    spill,
  });
  const state = new StateBuilder(null);
  for (const name of [...THREATS].sort((a, b) => Buffer.compare(nameKey(a), nameKey(b)))) {
    await writer.append(NAMES, encodeText(NAMES, nameKey(name), name));
  }
  for (const batch of fileRecords(feed.records, feed.seed)) {
    state.add(FILES, batch);
    await writer.append(FILES, batch);
  }
  const out = createWriteStream(path);
  const sink = {
    write: async (bytes: Uint8Array): Promise<void> => {
      if (!out.write(bytes)) await once(out, 'drain');
    },
  };
  await writer.finish({ result: state.finish(), signers: [vendor.keys.package], sink });
  out.end();
  await once(out, 'finish');
  await spill.remove();
}

export const BENCH_LAYOUT: SectionLayout = FILES;
