import { readFile, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { makeDirectory, writeDurable } from '@pksn/runtime';
import type { Access } from './access';
import type { DataFolder } from './data-folder';
import { checkPromises } from './demonstration-check';
import { demonstrationText } from './demonstration-text';
import { pksn, tryPksn } from './pksn-command';

/** Bundled with the sources: <root>/apps/standalone/demo, seen from <root>/dist/apps/standalone/src. */
const BUNDLED = join(resolve(__dirname, '..', '..', '..', '..'), 'apps', 'standalone', 'demo');
const RECORDS = join(BUNDLED, 'records.csv');
const STATEMENTS = [join(BUNDLED, 'ksn_en.txt'), join(BUNDLED, 'ksn_ru.txt')];
const FEED = 'demo/core';

export interface Demonstration {
  /** What needs no service is made while the service starts. */
  readonly prepared: Promise<void>;
  /** Imports the package, submits the key, sees that the promises hold; resolves with commands to paste. */
  install(access: Access): Promise<string>;
}

export function demonstrationKeyFile(folder: DataFolder): string {
  return folder.path('demo', 'demo.key');
}

/**
 * The demonstration takes the path of every user: `pksn` commands, a signed package, an upload. A start that was
 * cut short is taken up where it ended; once complete, nothing is done again.
 */
export function prepareDemonstration(folder: DataFolder): Demonstration {
  const complete = folder.path('demo', 'complete.json');
  const prepared = (async () => {
    if (!(await exists(complete))) await makeFiles(folder);
  })();
  return {
    prepared,
    install: async (access) => {
      await prepared;
      const keyFile = demonstrationKeyFile(folder);
      if (!(await exists(complete))) {
        await submitFiles(folder);
        await checkPromises(access, (await readFile(keyFile, 'utf8')).trim());
        await writeDurable(complete, `${JSON.stringify({ feed: FEED, version: 1 })}\n`);
      }
      return demonstrationText(access, keyFile);
    },
  };
}

async function makeFiles(folder: DataFolder): Promise<void> {
  const [vendor, rpk, license] = [
    folder.path('demo', 'vendor'),
    folder.path('demo', 'demo.rpk'),
    folder.path('demo', 'demo.license'),
  ];
  await makeDirectory(folder.path('demo'), 0o700);
  if (!(await exists(join(vendor, 'trust-root.fingerprint')))) {
    for (const path of [vendor, rpk, license, demonstrationKeyFile(folder)])
      await rm(path, { recursive: true, force: true });
    await pksn('vendor', 'init', '--name', 'demo', '--out', vendor);
  }
  await Promise.all([
    once(rpk, [
      'package',
      'build',
      '--vendor',
      vendor,
      '--feed',
      FEED,
      '--version',
      '1',
      '--input',
      RECORDS,
      '--strict',
    ]),
    once(license, [
      ...['license', 'make', '--vendor', vendor, '--customer', 'Demonstration Customer'],
      ...['--key-out', demonstrationKeyFile(folder)],
    ]),
  ]);
}

/** Makes `out` unless an earlier start did; beside it is drawn up under another name, so that it is whole or not there. */
async function once(out: string, args: readonly string[]): Promise<void> {
  if (!(await exists(out))) await pksn(...args, '--out', out);
}

async function submitFiles(folder: DataFolder): Promise<void> {
  const demo = (name: string): string => folder.path('demo', name);
  const data = ['--data', folder.root];
  const fingerprint = (await readFile(demo('vendor/trust-root.fingerprint'), 'utf8')).trim();
  const provider = ['--name', 'Demonstration Provider', '--contact', 'help@provider.example'];
  await Promise.all([
    trustVendor(demo('vendor/trust-root.json'), fingerprint, data),
    pksn('provider', 'set', ...provider, ...data),
  ]);
  await Promise.all([
    pksn('import', demo('demo.rpk'), '--wait', ...data),
    pksn('license', 'submit', demo('demo.license'), ...data),
    // The same id and texts again change nothing.
    pksn('statement', 'add', ...STATEMENTS, '--id', '1', ...data),
  ]);
}

/** An earlier start, cut short, may have done it. */
async function trustVendor(root: string, fingerprint: string, data: readonly string[]): Promise<void> {
  const { code, stderr } = await tryPksn(['trust', 'add', root, '--fingerprint', fingerprint, ...data]);
  if (code === 0 || stderr.includes('TRUST_VENDOR_EXISTS')) return;
  throw new Fault('SERVICE_UNAVAILABLE', `pksn trust add failed: ${stderr.trim()}`);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
