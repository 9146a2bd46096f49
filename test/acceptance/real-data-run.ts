import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Expectation } from './expected-answers';
import { ExpectedAnswers, isObject } from './expected-answers';
import { Product } from './product';
import type { RealRow } from './real-rows';
import { avastRows, debianRows, maltrailRows } from './real-rows';

const EDITS = 1_000;
const UNKNOWN = 10_000;
const BULK = 1_000;
const FEEDS = ['real/avast', 'real/debian', 'real/maltrail'] as const;
type Feed = (typeof FEEDS)[number];

const failures: string[] = [];
function fail(text: string): void {
  if (failures.push(text) <= 30) console.log(`WRONG ${text}`);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = process.hrtime.bigint();
  const result = await work();
  console.log(`${what}: ${(Number(process.hrtime.bigint() - start) / 1e9).toFixed(1)} s`);
  return result;
}

/** Builds version `version` of a feed, imports it, and says what was taken and rejected. */
async function load(
  product: Product,
  feed: Feed,
  version: number,
  rows: readonly RealRow[],
  base?: string,
): Promise<string> {
  const stem = join(product.workDir, `${feed.replace('/', '-')}-${String(version)}`);
  await writeFile(`${stem}.ndjson`, rows.map((row) => JSON.stringify(row)).join('\n'));
  const out = `${stem}.rpk`;
  const flags = ['--vendor', join(product.workDir, 'vendor'), '--feed', feed, '--version', String(version)];
  const input = [
    '--input',
    `${stem}.ndjson`,
    '--format',
    'ndjson',
    '--out',
    out,
    ...(base === undefined ? [] : ['--base', base]),
  ];
  const report = await timed(`${feed} ${String(version)}: build`, () =>
    product.pksn('package', 'build', ...flags, ...input, '--json'),
  );
  console.log(`  ${report.trim()}`);
  await checkRejects(`${out}.rejects`, rows);
  await timed(`${feed} ${String(version)}: import`, () => product.pksn('import', out, '--wait', '--json'));
  return out;
}

/** Every reject is a line of the input that names no object, and no line without an object is missing. */
async function checkRejects(file: string, rows: readonly RealRow[]): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const rejected = new Set([...text.matchAll(/^(\d+)\t/gm)].map((found) => Number(found[1])));
  console.log(`  rejected: ${String(rejected.size)}`);
  const strange = rows.filter((row, i) => isObject(row) && rejected.has(i + 1));
  const missing = rows.filter((row, i) => !isObject(row) && !rejected.has(i + 1));
  if (strange.length > 0)
    fail(`${file}: ${String(strange.length)} objects rejected, such as ${JSON.stringify(strange[0])}`);
  if (missing.length > 0)
    fail(`${file}: ${String(missing.length)} non-objects taken, such as ${JSON.stringify(missing[0])}`);
}

async function askAll(product: Product, key: string, what: string, questions: readonly Expectation[]): Promise<void> {
  await timed(`${what}: ${String(questions.length)} questions`, async () => {
    for (let at = 0; at < questions.length; at += BULK) {
      const asked = questions.slice(at, at + BULK);
      const { status, body } = await product.ask('POST', '/v1/lookup', key, {
        objects: asked.map((one) => one.object),
      });
      if (status !== 200) return fail(`${what}: status ${String(status)} ${JSON.stringify(body)}`);
      asked.forEach((one, i) => compare(what, one, body.results[i]));
    }
    return undefined;
  });
}

function compare(what: string, { object, verdict }: Expectation, answer: Record<string, unknown> | undefined): void {
  const source = answer?.source as { kind?: string; feed?: string } | undefined;
  const names = answer?.object as Record<string, unknown> | undefined;
  const right =
    verdict === null
      ? answer?.zone === 'grey' && source?.kind === 'none'
      : answer?.zone === verdict.zone &&
        answer.threat === verdict.threat &&
        answer.product === verdict.product &&
        source?.feed === verdict.feed &&
        Object.entries(verdict.hashes).every(([kind, hash]) => names?.[kind] === hash);
  if (!right)
    fail(`${what}: ${JSON.stringify(object)} expected ${JSON.stringify(verdict)}, got ${JSON.stringify(answer)}`);
}

interface Versions {
  readonly first: RealRow[];
  /** A thousand rows of the first changed, a thousand removed, and a thousand added, spread over the whole feed. */
  readonly second: RealRow[];
}

function versionsOf(rows: readonly RealRow[]): Versions {
  const objects = rows.flatMap((row, i) => (isObject(row) ? [i] : []));
  const step = Math.floor(objects.length / (3 * EDITS));
  const picked = (part: number): Set<number> =>
    new Set(Array.from({ length: EDITS }, (_, n) => objects[(3 * n + part) * step] ?? -1));
  const [added, removed, changed] = [picked(0), picked(1), picked(2)];
  return {
    first: rows.filter((_, i) => !added.has(i)),
    second: rows.flatMap((row, i) => (removed.has(i) ? [] : [changed.has(i) ? changedRow(row) : row])),
  };
}

function changedRow(row: RealRow): RealRow {
  const isFile = row.sha256 !== undefined || row.sha1 !== undefined || row.md5 !== undefined;
  return { ...row, zone: isFile ? 'yellow' : 'orange', threat: 'Changed.Threat' };
}

async function main(dataDir: string): Promise<void> {
  const source: Record<Feed, RealRow[]> = {
    'real/avast': avastRows(dataDir),
    'real/debian': debianRows(dataDir),
    'real/maltrail': maltrailRows(dataDir),
  };
  const product = await timed('start', () => Product.start());
  try {
    const vendor = join(product.workDir, 'vendor');
    await product.pksn('vendor', 'init', '--name', 'real', '--out', vendor);
    const fingerprint = (await readFile(join(vendor, 'trust-root.fingerprint'), 'utf8')).trim();
    await product.pksn('trust', 'add', join(vendor, 'trust-root.json'), '--fingerprint', fingerprint);
    await product.pksn('provider', 'set', '--name', 'Example provider', '--contact', 'help@example.org');
    const first = await licensed(product, 'first');
    await product.pksn('license', 'submit', first.file);

    const model = new ExpectedAnswers(FEEDS);
    const everything = FEEDS.flatMap((feed) => source[feed]).filter(isObject);
    const packages = new Map<Feed, string>();
    const check = (what: string): Promise<void> =>
      askAll(
        product,
        first.key,
        what,
        everything.flatMap((row) => model.about(row)),
      );

    for (const feed of FEEDS) {
      const rows = versionsOf(source[feed]).first;
      packages.set(feed, await load(product, feed, 1, rows));
      model.replace(feed, rows.filter(isObject));
    }
    await check('full');
    const unknown = Array.from({ length: UNKNOWN }, (_, i) => unknownQuestion(i));
    await askAll(product, first.key, 'unknown', unknown);

    for (const feed of FEEDS) {
      const rows = versionsOf(source[feed]).second;
      await load(product, feed, 2, rows, packages.get(feed));
      model.replace(feed, rows.filter(isObject));
    }
    await check('delta');
    await askAll(product, first.key, 'unknown', unknown);
    await overrideOutranks(product, first.key, source['real/debian'][5_000]?.sha256 ?? '');
    await licenseChanges(product, first);
  } finally {
    await product.stop();
  }
  console.log(failures.length === 0 ? 'every answer was right' : `${String(failures.length)} wrong answers`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

function unknownQuestion(i: number): Expectation {
  const digest = createHash('sha256')
    .update(`unknown ${String(i)}`)
    .digest('hex');
  const objects: Record<string, string>[] = [
    { file: digest },
    { file: digest.slice(0, 40) },
    { file: digest.slice(0, 32) },
    { domain: `${digest.slice(0, 16)}.example` },
    { url: `http://${digest.slice(0, 16)}.example/${digest}` },
    { ip: `198.18.${String(i % 256)}.${String((i >> 8) % 256)}` },
  ];
  return { object: objects[i % objects.length] ?? {}, verdict: null };
}

interface Licensed {
  readonly key: string;
  readonly file: string;
}

async function licensed(product: Product, name: string, ...flags: string[]): Promise<Licensed> {
  const stem = join(product.workDir, name);
  const out = ['--out', `${stem}.license`, '--key-out', `${stem}.key`];
  await product.pksn(
    'license',
    'make',
    '--vendor',
    join(product.workDir, 'vendor'),
    '--customer',
    'Real customer',
    ...out,
    ...flags,
  );
  return { key: (await readFile(`${stem}.key`, 'utf8')).trim(), file: `${stem}.license` };
}

async function overrideOutranks(product: Product, key: string, sha256: string): Promise<void> {
  const before = (await product.ask('GET', `/v1/files/${sha256}`, key)).body;
  await product.pksn('override', 'add', sha256, '--zone', 'red', '--reason', 'real-data check');
  const after = await eventually(
    () => product.ask('GET', `/v1/files/${sha256}`, key),
    (answer) => answer.body.source.kind === 'override',
  );
  if (before.zone !== 'green' || after.body.zone !== 'red' || after.body.object.md5 !== before.object.md5) {
    fail(`override: ${JSON.stringify([before, after.body])}`);
  }
  console.log('override: outranks the feed');
}

async function licenseChanges(product: Product, old: Licensed): Promise<void> {
  const path = `/v1/files/${'0'.repeat(64)}`;
  const ask = (one: Licensed): ReturnType<Product['ask']> => product.ask('GET', path, one.key);
  const next = await licensed(product, 'next', '--supersedes', old.file);
  const refused = await ask(next);
  if (
    refused.status !== 401 ||
    refused.body.code !== 'LICENSE_KEY_NOT_SUBMITTED' ||
    refused.body.provider?.contacts[0] !== 'help@example.org'
  ) {
    fail(`new key before its submission: ${JSON.stringify(refused)}`);
  }
  await product.pksn('license', 'submit', next.file);
  const served = await eventually(
    () => ask(next),
    (answer) => answer.status === 200,
  );
  if (served.status !== 200) fail(`new key after its submission: ${JSON.stringify(served)}`);
  if ((await ask(old)).status !== 200) fail('old key in its overlap is refused');
  const { licenses } = JSON.parse(await product.pksn('license', 'list', '--json')) as {
    licenses: { licenseId: string }[];
  };
  await product.pksn('license', 'overlap', licenses[0]?.licenseId ?? '', '--hours', '0');
  const ended = await eventually(
    () => ask(old),
    (answer) => answer.status !== 200,
  );
  if (ended.body.code !== 'LICENSE_KEY_SUPERSEDED') fail(`old key after its overlap: ${JSON.stringify(ended)}`);
  console.log('license change: refused, submitted, served; the old key ended with its overlap');
}

async function eventually<T>(look: () => Promise<T>, right: (value: T) => boolean): Promise<T> {
  let value = await look();
  for (let i = 0; i < 100 && !right(value); i++) {
    await new Promise((done) => setTimeout(done, 50));
    value = await look();
  }
  return value;
}

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) {
  console.error('usage: test/acceptance/real-data DATA-FOLDER');
  process.exitCode = 64;
} else {
  main(dataDir).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
