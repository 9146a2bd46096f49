import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRecord, nameKey } from '@pksn/domain';
import { openSegment } from '@pksn/reputation-index';
import { cpuSecondsOf } from '../bench/measure';
import type { LargeFeed } from './large-feed';
import { LARGE_LAYOUT } from './large-feed';
import { namesOf } from './large-feed-names';
import type { Product } from './product';

const { keyBytes, recordBytes } = LARGE_LAYOUT;
const BULK = 1_000;
const LEAVES_A_BULK = 5;
const ASKED = 1 << 20;

/** A leaf of the feed that is not empty. */
function anyLeaf(feed: LargeFeed): Buffer {
  for (;;) {
    const records = feed.leaf(randomInt(65_536));
    if (records.length > 0) return records;
  }
}

function takenFrom(records: Buffer): Buffer {
  const at = randomInt(records.length / recordBytes) * recordBytes;
  return records.subarray(at, at + recordBytes);
}

/** Asks over HTTPS for files, every other one known, and checks every answer. Returns lookups per second. */
export async function askBulk(product: Product, key: string, feed: LargeFeed, requests: number): Promise<number> {
  const names = new Map((['threat', 'adware', 'product'] as const).flatMap(namesOf).map((n) => [hex(nameKey(n)), n]));
  let seconds = 0;
  for (let i = 0; i < requests; i++) {
    // From a few leaves, because making a leaf takes longer than asking for a record of it.
    const leaves = Array.from({ length: LEAVES_A_BULK }, () => anyLeaf(feed));
    const known = Array.from({ length: BULK / 2 }, (_, n) => takenFrom(leaves[n % LEAVES_A_BULK] as Buffer));
    const objects = known.flatMap((record) => [
      { file: hex(record.subarray(0, keyBytes)) },
      { file: hex(randomBytes(32)) },
    ]);
    const start = process.hrtime.bigint();
    const { status, body } = await product.ask('POST', '/v1/lookup', key, { objects });
    seconds += Number(process.hrtime.bigint() - start) / 1e9;
    if (status !== 200) throw new Error(`status ${String(status)}: ${JSON.stringify(body)}`);
    known.forEach((record, n) => {
      const { zone, threat, product: made } = decodeRecord(LARGE_LAYOUT, record);
      const [answer, unknown] = [body.results[2 * n], body.results[2 * n + 1]];
      const right =
        answer.zone === zone &&
        (answer.threat ?? null) === (threat === null ? null : names.get(hex(threat))) &&
        (answer.product ?? null) === (made === null ? null : names.get(hex(made)));
      if (!right || unknown.zone !== 'grey') throw new Error(`wrong: ${JSON.stringify([answer, unknown])}`);
    });
  }
  return (requests * BULK) / seconds;
}

/** Milliseconds that single lookups on one connection take: the median and the slowest of a hundred. */
export async function askSingly(product: Product, key: string, feed: LargeFeed, requests: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < requests; i++) {
    const file = i % 2 === 0 ? hex(takenFrom(anyLeaf(feed)).subarray(0, keyBytes)) : hex(randomBytes(32));
    const start = process.hrtime.bigint();
    const { status } = await product.ask('GET', `/v1/files/${file}`, key);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
    if (status !== 200) throw new Error(`status ${String(status)}`);
  }
  times.sort((a, b) => a - b);
  return [0.5, 0.99].map((share) => times[Math.floor(times.length * share)] ?? Number.NaN);
}

/** Lookups per second of processor time in the segment's file, on one thread; every other key is known. */
export function askIndex(indexDir: string, feed: LargeFeed): number {
  const runs = join(indexDir, 'runs');
  const run =
    readdirSync(runs)
      .sort((a, b) => Number(a) - Number(b))
      .at(-1) ?? '';
  const segment = openSegment(join(runs, run, `${LARGE_LAYOUT.name}.seg`), { memory: false });
  const keys = Array.from({ length: 1_024 }, () => feed.leaf(randomInt(65_536)))
    .filter((records) => records.length > 0)
    .flatMap((records) => Array.from({ length: 512 }, () => takenFrom(records).subarray(0, keyBytes)))
    .flatMap((known) => [Buffer.from(known), randomBytes(keyBytes)])
    .sort(() => Math.random() - 0.5)
    .slice(0, ASKED);
  let found = 0;
  const ask = (): void => {
    found = 0;
    for (const key of keys) if (segment.find(key) >= 0) found += 1;
  };
  // Twice: the first time reads what the page cache does not have.
  ask();
  const seconds = cpuSecondsOf(ask);
  segment.close();
  if (Math.abs(found - keys.length / 2) > 1) throw new Error(`${String(found)} of ${String(keys.length)} found`);
  return keys.length / seconds;
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}
