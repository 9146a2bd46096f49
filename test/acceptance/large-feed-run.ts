import { mkdir, readFile, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { signingKeyFromPem } from '@pksn/signing';
import { LargeFeed } from './large-feed';
import { writeLargePackage } from './large-feed-package';
import { askBulk, askIndex, askSingly } from './large-feed-questions';
import { ProcessWatch, bytesOf, gigabytes } from './process-watch';
import { Product } from './product';

const FEED = 'large/files';
const LOOK_EVERY_MS = 3_000;

interface ImportView {
  readonly id: string;
  readonly state: string;
  readonly detail: string | null;
  readonly progress: { readonly phase: string; readonly done: number; readonly total: number } | null;
}

async function timed<T>(what: string, rows: number, work: () => Promise<T>): Promise<T> {
  const start = process.hrtime.bigint();
  const result = await work();
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(`${what}: ${seconds.toFixed(1)} s (${(rows / seconds / 1e3).toFixed(0)} k rows/s)`);
  return result;
}

async function packageOf(product: Product, feed: LargeFeed): Promise<string> {
  const path = join(product.workDir, `files-${String(feed.rows)}.rpk`);
  if (await exists(path)) return path;
  const keys = join(product.workDir, 'vendor', 'keys');
  const keyFile = (await readdir(keys)).find((name) => name.startsWith('package-')) ?? '';
  const signer = signingKeyFromPem(await readFile(join(keys, keyFile), 'utf8'));
  await timed('package: generated and signed', feed.rows, () => writeLargePackage(feed, FEED, signer, path));
  return path;
}

/** A vendor that is trusted and a license of it that was submitted; returns its key. */
async function prepare(product: Product): Promise<string> {
  const vendor = join(product.workDir, 'vendor');
  if (!(await exists(vendor))) await product.pksn('vendor', 'init', '--name', 'large', '--out', vendor);
  const fingerprint = (await readFile(join(vendor, 'trust-root.fingerprint'), 'utf8')).trim();
  await product.pksn('trust', 'add', join(vendor, 'trust-root.json'), '--fingerprint', fingerprint);
  const [file, keyFile] = [join(product.workDir, 'large.license'), join(product.workDir, 'large.key')];
  for (const old of [file, keyFile]) await rm(old, { force: true });
  const out = ['--out', file, '--key-out', keyFile];
  await product.pksn('license', 'make', '--vendor', vendor, '--customer', 'Large customer', ...out);
  await product.pksn('license', 'submit', file);
  return (await readFile(keyFile, 'utf8')).trim();
}

/** Uploads the package and follows its import to the end, telling the worker's memory on the way. */
async function load(product: Product, path: string, rows: number, watch: ProcessWatch): Promise<void> {
  const received = JSON.parse(await timed('upload', rows, () => product.pksn('import', path, '--json'))) as ImportView;
  let told = 0;
  await timed('records: verified, copied and written to segments', rows, () =>
    until(product, received.id, ({ state, progress }) => {
      const { done = 0, total = 0 } = progress ?? {};
      if (total > 0 && done / total >= told + 0.1) {
        told = Math.floor((done / total) * 10) / 10;
        console.log(`  ${told.toFixed(1)} of them: the worker has ${watch.memoryOf('import-worker').toFixed(0)} MiB`);
      }
      return state !== 'received' && state !== 'verified' ? true : total > 0 && done >= 0.995 * total;
    }),
  );
  await timed('key, durable files, activation', rows, () =>
    until(product, received.id, ({ state, detail }) => {
      if (state === 'rejected' || state === 'held') throw new Error(`${state}: ${String(detail)}`);
      return state === 'active';
    }),
  );
}

async function until(product: Product, id: string, reached: (view: ImportView) => boolean): Promise<void> {
  for (;;) {
    const { imports } = JSON.parse(await product.pksn('package', 'history', '--json')) as { imports: ImportView[] };
    const view = imports.find((one) => one.id === id);
    if (view !== undefined && reached(view)) return;
    await delay(LOOK_EVERY_MS);
  }
}

async function ask(product: Product, key: string, feed: LargeFeed): Promise<void> {
  const bulk = await askBulk(product, key, feed, 100);
  console.log(`bulk by JSON, one connection: ${(bulk / 1e3).toFixed(0)} k lookups/s, every answer right`);
  const [median = 0, slow = 0] = await askSingly(product, key, feed, 2_000);
  console.log(`single lookups, one connection: median ${median.toFixed(2)} ms, p99 ${slow.toFixed(2)} ms`);
  const rate = askIndex(join(product.workDir, 'data', 'index'), feed);
  console.log(`index, from files: ${(rate / 1e6).toFixed(2)} M lookups per second of CPU`);
}

async function main(folder: string, rows: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const feed = new LargeFeed(rows);
  const product = await Product.start(folder);
  try {
    const key = await prepare(product);
    const path = await packageOf(product, feed);
    const parts = ['postgres', 'index', 'spool'].map((name) => join(folder, 'data', name));
    const watch = new ProcessWatch(product.pid, parts);
    try {
      await load(product, path, rows, watch);
    } finally {
      watch.stop();
      for (const line of watch.report()) console.log(line);
    }
    const after = parts.map((part) => gigabytes(bytesOf(part)));
    console.log(`package ${gigabytes(bytesOf(path))}; in the end: PostgreSQL, index, spool ${after.join(', ')}`);
    await ask(product, key, feed);
  } finally {
    await product.stop();
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

const [folder, rows] = process.argv.slice(2);
if (folder === undefined || !(Number(rows) > 0)) {
  console.error('usage: test/acceptance/large-feed FOLDER ROWS');
  process.exitCode = 64;
} else {
  main(resolve(folder), Number(rows)).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
