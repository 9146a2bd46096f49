import { existsSync } from 'node:fs';
import { Fault } from '@pksn/domain';
import type { LicenseStatusPayload } from '@pksn/licensing';
import { readOwnLicense } from '../license/own-license';
import type { VendorFolder } from '../vendor/vendor-folder';

export interface EntryOptions {
  readonly revoke?: readonly string[];
  readonly changed?: readonly string[];
  readonly replacedBy?: readonly string[];
  readonly at?: string;
  readonly reason?: string;
}

type Changed = LicenseStatusPayload['changed'];

/** The key hashes to revoke: given as they are, or by license files of this vendor. */
export async function revokedHashes(folder: VendorFolder, given: readonly string[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const one of given) {
    const isHash = /^[0-9a-fA-F]{64}$/.test(one);
    hashes.push(isHash ? one.toLowerCase() : (await readOwnLicense(folder, one)).keyHash);
  }
  return hashes;
}

/**
 * The changes: of licenses by id or by the file of the key that ends, at `--at` (now unless told), and of those whose
 * new file is there already, at its time of issue. Throws USAGE for a time at which nothing could change.
 */
export async function changedLicenses(folder: VendorFolder, options: EntryOptions, now: number): Promise<Changed> {
  const { changed = [], replacedBy = [], at, reason } = options;
  if (at !== undefined && changed.length === 0) throw new Fault('USAGE', '--at belongs to --changed, which is missing');
  const changedAt = at === undefined ? now : Date.parse(at);
  if (changedAt > now) throw new Fault('USAGE', `--at ${at ?? ''}: a change is announced when it has happened`);
  const entries: Changed[number][] = [];
  const add = (licenseId: string, ms: number): void => {
    const facts = reason === undefined ? {} : { reason };
    entries.push({ licenseId, changedAt: new Date(ms).toISOString(), ...facts });
  };
  for (const one of changed) add(await endingLicense(folder, one, changedAt), changedAt);
  for (const path of replacedBy) {
    const { licenseId, issuedAt } = await readOwnLicense(folder, path);
    add(licenseId, issuedAt);
  }
  return entries;
}

async function endingLicense(folder: VendorFolder, given: string, changedAt: number): Promise<string> {
  const looksLikeFile = given.includes('/') || given.endsWith('.license') || existsSync(given);
  if (!looksLikeFile) return given;
  const { licenseId, issuedAt } = await readOwnLicense(folder, given);
  if (issuedAt < changedAt) return licenseId;
  throw new Fault('USAGE', `${given} was issued after that time, so the change would not touch its key: check --at`);
}
