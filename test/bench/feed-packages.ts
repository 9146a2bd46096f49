import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { FLAG_MD5, FLAG_SHA1, OFFSET_FLAGS, OFFSET_THREAT, nameKey, sectionLayout } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { PackageWriter, StateBuilder, encodeText } from '@pksn/package-format';
import type { Manifest } from '@pksn/package-format';
import type { Vendor } from '@pksn/signing';
import { systemClock } from '@pksn/runtime';
import { FileStore } from './file-store';
import { sortedRecords } from './sorted-records';

const THREATS = Array.from({ length: 1_000 }, (_, i) => `Bench.Family.${String(i)}`);
const NAMES = sectionLayout('names');
export const FILES = sectionLayout('file-sha256');
const WEB = sectionLayout('web');
const DAY_MS = 86_400_000;

/** One feed: a full package, and deltas that add one of every `parts` records each (1,000 if left out). */
export interface FeedPlan {
  readonly feed: string;
  readonly files: number;
  readonly web: number;
  readonly deltas: number;
  readonly seed: number;
  readonly parts?: number;
  /** Keys of web records beside those that no URL has, ascending. */
  readonly webKeys?: readonly Buffer[];
}

/** All records of a section in the feed's newest state: with a threat name each, and files with both siblings. */
export function* feedRecords(plan: FeedPlan, layout: SectionLayout): Generator<Buffer> {
  const keys = THREATS.map(nameKey);
  const count = layout === FILES ? plan.files : plan.web;
  let n = 0;
  const plain = sortedRecords(layout, count, plan.seed + layout.id);
  for (const batch of layout === WEB ? withKeys(plain, layout, plan.webKeys ?? []) : plain) {
    for (let at = 0; at < batch.length; at += layout.recordBytes, n++) {
      const value = at + layout.keyBytes;
      if (layout.siblings.length > 0) batch[value + OFFSET_FLAGS] = FLAG_SHA1 | FLAG_MD5;
      (keys[n % keys.length] as Buffer).copy(batch, value + OFFSET_THREAT);
    }
    yield batch;
  }
}

/** The same records, and one for each key in its place. */
function* withKeys(batches: Iterable<Buffer>, layout: SectionLayout, keys: readonly Buffer[]): Generator<Buffer> {
  const { keyBytes, recordBytes } = layout;
  let next = 0;
  for (const batch of batches) {
    const parts: Buffer[] = [];
    for (let at = 0; at < batch.length; at += recordBytes) {
      const record = batch.subarray(at, at + recordBytes);
      for (; next < keys.length && (keys[next] as Buffer).compare(record, 0, keyBytes) < 0; next++) {
        parts.push(keys[next] as Buffer, record.subarray(keyBytes));
      }
      parts.push(record);
    }
    yield Buffer.concat(parts);
  }
}

/** The version in which the n-th record came: one of every so many for each delta, all others in version 1. */
function versionOf(n: number, { deltas, parts = 1_000 }: FeedPlan): number {
  return n % parts < deltas ? (n % parts) + 2 : 1;
}

function* recordsOf(plan: FeedPlan, layout: SectionLayout, wanted: (version: number) => boolean): Generator<Buffer> {
  let n = 0;
  for (const batch of feedRecords(plan, layout)) {
    const kept: Buffer[] = [];
    for (let at = 0; at < batch.length; at += layout.recordBytes, n++) {
      if (wanted(versionOf(n, plan))) kept.push(batch.subarray(at, at + layout.recordBytes));
    }
    if (kept.length > 0) yield Buffer.concat(kept);
  }
}

/** Writes the feed's packages, full first, and gives their paths to `each` one after another. */
export async function writeFeed(
  vendor: Vendor,
  plan: FeedPlan,
  path: string,
  each: (path: string) => Promise<void>,
): Promise<void> {
  let base: Manifest['base'] = null;
  for (let version = 1; version <= plan.deltas + 1; version++) {
    base = { version, stateHash: await writePackage(vendor, plan, version, base, path) };
    await each(path);
  }
}

async function writePackage(
  vendor: Vendor,
  plan: FeedPlan,
  version: number,
  base: Manifest['base'],
  path: string,
): Promise<string> {
  const spill = await FileStore.create(`${path}.spill`);
  const now = systemClock.now();
  const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  const writer = new PackageWriter({
    feed: plan.feed,
    kind: base === null ? 'full' : 'delta',
    version,
    created: iso(now),
    freshUntil: iso(now + 30 * DAY_MS),
    base,
    codec: 'none',
    coverage: { file: 'partial', url: 'partial', domain: 'partial', ip: 'none', certificate: 'none', software: 'none' },
    spill,
  });
  for (const name of base === null ? [...THREATS].sort((a, b) => Buffer.compare(nameKey(a), nameKey(b))) : []) {
    await writer.append(NAMES, encodeText(NAMES, nameKey(name), name));
  }
  const state = new StateBuilder(null);
  for (const layout of [FILES, WEB]) {
    for (const batch of recordsOf(plan, layout, (one) => one <= version)) state.add(layout, batch);
    for (const batch of recordsOf(plan, layout, (one) => one === version)) await writer.append(layout, batch);
  }
  const result = state.finish();
  const out = createWriteStream(path);
  const sink = {
    write: async (bytes: Uint8Array): Promise<void> => {
      if (!out.write(bytes)) await once(out, 'drain');
    },
  };
  await writer.finish({ result, signers: [vendor.keys.package], sink });
  out.end();
  await once(out, 'finish');
  await spill.remove();
  return result.stateHash;
}
