import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { customerIdFrom, generateLicenseKey, keyFingerprint, licenseKeyHash, signLicense } from '@pksn/licensing';
import type { LicensePayload, LicenseTerms } from '@pksn/licensing';
import { systemClock, writeDurable } from '@pksn/runtime';
import { requireFree, requireWritable } from '../files/output-path';
import type { Session } from '../session';
import { VendorFolder } from '../vendor/vendor-folder';
import { readOwnLicense } from './own-license';

export interface MakeOptions {
  readonly vendor: string;
  readonly customer: string;
  readonly customerId?: string;
  readonly product: string;
  readonly edition: string;
  readonly feeds?: readonly string[];
  readonly notBefore?: string;
  readonly expires?: string;
  readonly graceDays: number;
  readonly seats?: number;
  readonly rate?: number;
  readonly supersedes?: string;
  readonly out: string;
  readonly keyOut: string;
  readonly force?: boolean;
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** `pksn license make`. Overwrites neither a key nor a license file unasked: a lost key cannot be made again. */
export async function make({ output }: Session, options: MakeOptions): Promise<void> {
  const folder = await VendorFolder.open(options.vendor);
  const foreign = options.feeds?.find((feed) => !feed.startsWith(`${folder.root.vendor}/`));
  if (foreign !== undefined) throw new Fault('USAGE', `${folder.root.vendor} cannot license the feed ${foreign}`);
  await requireOutputs(options);
  const before = options.supersedes === undefined ? null : await readOwnLicense(folder, options.supersedes);
  const key = generateLicenseKey();
  const keyHash = licenseKeyHash(key).toString('hex');
  const payload = payloadOf(options, before, keyHash, systemClock.now());
  requireFuture(payload, systemClock.now());
  const text = signLicense(payload, folder.keyOf('license'));
  await writeDurable(options.keyOut, `${key}\n`, 0o600);
  try {
    await writeDurable(options.out, text, 0o644);
  } catch (error) {
    await rm(options.keyOut, { force: true });
    throw error;
  }
  const { licenseId, customer, expiresAt } = payload;
  const fingerprint = keyFingerprint(keyHash);
  const facts = { licenseId, customer, fingerprint, expiresAt, file: options.out, keyFile: options.keyOut };
  output.document(facts, () => [
    `license ${licenseId} for ${customer.name} until ${expiresAt}`,
    `  license file  ${options.out}  (submit it to the provider)`,
    `  license key   ${options.keyOut}  (fingerprint ${fingerprint})`,
  ]);
}

function payloadOf(options: MakeOptions, before: LicenseTerms | null, keyHash: string, now: number): LicensePayload {
  const customer = before?.customer ?? { id: options.customerId ?? slug(options.customer), name: options.customer };
  return {
    licenseId: before?.licenseId ?? randomUUID(),
    customer: { id: options.customerId ?? customer.id, name: options.customer },
    product: options.product,
    edition: options.edition,
    ...(options.feeds === undefined ? {} : { feeds: options.feeds }),
    keyHash,
    limits: {
      ...(options.seats === undefined ? {} : { seats: options.seats }),
      ...(options.rate === undefined ? {} : { requestsPerSecond: options.rate }),
    },
    issuedAt: new Date(now).toISOString(),
    notBefore: options.notBefore ?? new Date(now).toISOString().slice(0, 10),
    expiresAt: options.expires ?? new Date(now + YEAR_MS).toISOString().slice(0, 10),
    graceDays: options.graceDays,
    supersedes: before === null ? [] : [before.keyHash],
  };
}

/** A key whose license file cannot be written would be an orphan, and in the way of the next try. */
async function requireOutputs({ out, keyOut, force = false }: MakeOptions): Promise<void> {
  if (resolve(out) === resolve(keyOut)) throw new Fault('USAGE', '--out and --key-out name the same file');
  await requireWritable(keyOut, '--key-out');
  await requireWritable(out, '--out');
  await requireFree(keyOut, '--key-out', force);
  await requireFree(out, '--out', force);
}

function requireFuture({ notBefore, expiresAt }: LicensePayload, now: number): void {
  const ends = Date.parse(expiresAt) + (expiresAt.includes('T') ? 0 : DAY_MS);
  if (ends <= now) throw new Fault('USAGE', `--expires ${expiresAt}: the expiry is in the past`);
  if (ends <= Date.parse(notBefore))
    throw new Fault('USAGE', `the expiry ${expiresAt} is before the first day, ${notBefore}: pass a later --expires`);
}

/** The id of a customer for whom none was chosen. Throws USAGE. */
export function slug(name: string): string {
  const id = customerIdFrom(name);
  if (id === null) throw new Fault('USAGE', `no customer id can be made from "${name}": pass --customer-id`);
  return id;
}
