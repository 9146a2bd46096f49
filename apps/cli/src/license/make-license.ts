import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { generateLicenseKey, keyFingerprint, licenseKeyHash, signLicense } from '@pksn/licensing';
import { systemClock } from '@pksn/runtime';
import { endText } from '../console/moments';
import { requireFree, requireWritable, writeOutput } from '../files/output-path';
import type { Session } from '../session';
import { VendorFolder } from '../vendor/vendor-folder';
import type { TermOptions } from './license-payload';
import { carriedTerms, licensePayload } from './license-payload';
import { readOwnLicense } from './own-license';

export interface MakeOptions extends TermOptions {
  readonly vendor: string;
  readonly supersedes?: string;
  readonly out: string;
  readonly keyOut: string;
}

/** `pksn license make`. Overwrites neither a key nor a license file unasked: a lost key cannot be made again. */
export async function make({ output }: Session, options: MakeOptions): Promise<void> {
  const folder = await VendorFolder.open(options.vendor);
  const foreign = options.feeds?.find((feed) => feed !== 'all' && !feed.startsWith(`${folder.root.vendor}/`));
  if (foreign !== undefined) {
    const form = `its feeds are named ${folder.root.vendor}/FEED`;
    throw new Fault('USAGE', `${folder.root.vendor} cannot license the feed ${foreign}: ${form}`);
  }
  await requireOutputs(options);
  const before = options.supersedes === undefined ? null : await readOwnLicense(folder, options.supersedes);
  const key = generateLicenseKey();
  const keyHash = licenseKeyHash(key).toString('hex');
  const payload = licensePayload(options, before, keyHash, systemClock.now());
  const text = signLicense(payload, folder.keyOf('license'));
  await writeBoth(options, key, text);
  const { licenseId, customer, expiresAt } = payload;
  const fingerprint = keyFingerprint(keyHash);
  const carried = before === null ? null : carriedTerms(options, before);
  const facts = { licenseId, customer, fingerprint, expiresAt, file: options.out, keyFile: options.keyOut };
  output.document(carried === null ? facts : { ...facts, carried }, () => [
    `license ${licenseId} for ${customer.name} until ${endText(expiresAt)}`,
    `  license file  ${options.out}  (submit it to the provider)`,
    `  license key   ${options.keyOut}  (fingerprint ${fingerprint})`,
    ...(carried === null ? [] : [`  as before     ${carriedText(carried)}`]),
  ]);
}

async function writeBoth({ out, keyOut, force = false }: MakeOptions, key: string, text: string): Promise<void> {
  await writeOutput(keyOut, `${key}\n`, { flag: '--key-out', mode: 0o600, force });
  try {
    await writeOutput(out, text, { flag: '--out', mode: 0o644, force });
  } catch (error) {
    await rm(keyOut, { force: true });
    throw error;
  }
}

function carriedText(carried: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(carried).map(([name, value]) => {
    const words = name === 'graceDays' ? 'grace days' : name;
    return `${words} ${Array.isArray(value) ? value.join(' ') : String(value)}`;
  });
  return parts.join(', ');
}

/** A key whose license file cannot be written would be an orphan, and in the way of the next try. */
async function requireOutputs({ out, keyOut, force = false }: MakeOptions): Promise<void> {
  if (resolve(out) === resolve(keyOut)) throw new Fault('USAGE', '--out and --key-out name the same file');
  await requireWritable(keyOut, '--key-out');
  await requireWritable(out, '--out');
  await requireFree(keyOut, '--key-out', force);
  await requireFree(out, '--out', force);
}
