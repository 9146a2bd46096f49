import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import type { CustomerScope } from './customer-scope';
import { fingerprintSql } from './fingerprint-sql';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { likePattern } from './like-pattern';
import type { LicenseName } from './registry-revision';

const FINGERPRINT = /^[0-9a-f]{8}$/i;
const SHOWN_CHARACTERS = 128;
const CANDIDATES = 5;

/**
 * The license with this id, or `VENDOR:ID` where two vendors use one. Faults: NOT_FOUND, also for what is another
 * customer's, which names the whole id for a beginning that only one has; LICENSE_AMBIGUOUS.
 */
export async function findLicense(manager: EntityManager, id: string, scope: CustomerScope): Promise<LicenseName> {
  const [found] = await withId(manager, id, scope);
  if (found !== undefined) return found;
  const [only, ...others] = await withBeginning(manager, id, scope);
  throw absent(id, others.length === 0 ? only?.licenseId : undefined);
}

/**
 * For looking, not for changing: also by the fingerprint of one of its keys, or by the beginning of its id if that is
 * the only one. Faults: as above; LICENSE_AMBIGUOUS names up to five of them.
 */
export async function searchLicense(manager: EntityManager, text: string, scope: CustomerScope): Promise<LicenseName> {
  const [exact] = await withId(manager, text, scope);
  if (exact !== undefined) return exact;
  if (FINGERPRINT.test(text)) {
    const found = await withFingerprint(manager, text, scope);
    if (found.length > 1) throw ambiguous('licenses have a key with this fingerprint', found);
    if (found[0] !== undefined) return found[0];
  }
  const [only, ...others] = await withBeginning(manager, text, scope);
  if (only === undefined) throw absent(text);
  if (others.length > 0) throw ambiguous('licenses have an id that begins with this', [only, ...others]);
  return only;
}

/** Keys of one license, newest first, at least one. Fault: NOT_FOUND when another vendor took over the last. */
export async function keysOfLicense(
  manager: EntityManager,
  { vendor, licenseId }: LicenseName,
): Promise<RegisteredKey[]> {
  const keys = await selectKeys(manager, 'k.vendor = $1 AND k.license_id = $2', [vendor, licenseId]);
  if (keys.length === 0) {
    throw new Fault('NOT_FOUND', `the license ${licenseId} of ${vendor} has no key any longer; its history says why`);
  }
  return keys;
}

const SELECT = 'SELECT vendor, license_id AS "licenseId" FROM license';
const IN_SCOPE = '($2::text IS NULL OR customer_id = $2)';

async function withId(manager: EntityManager, id: string, scope: CustomerScope): Promise<LicenseName[]> {
  const colon = id.indexOf(':');
  const found = (await manager.query(
    `${SELECT} WHERE ${IN_SCOPE} AND (license_id = $1 OR (vendor = $3 AND license_id = $4))`,
    [id, scope, colon < 0 ? null : id.slice(0, colon), id.slice(colon + 1)],
  )) as LicenseName[];
  if (found.length > 1) throw ambiguous('vendors use this license id', found);
  return found;
}

function withFingerprint(manager: EntityManager, fingerprint: string, scope: CustomerScope): Promise<LicenseName[]> {
  return manager.query(
    `${SELECT} l WHERE ${IN_SCOPE} AND (vendor, license_id) IN
       (SELECT vendor, license_id FROM license_key WHERE ${fingerprintSql('key_hash')} = $1)`,
    [fingerprint.toLowerCase(), scope],
  );
}

/** One more than is ever named. */
function withBeginning(manager: EntityManager, text: string, scope: CustomerScope): Promise<LicenseName[]> {
  return manager.query(
    `${SELECT} WHERE ${IN_SCOPE} AND (license_id LIKE $1 OR vendor || ':' || license_id LIKE $1)
     ORDER BY license_id, vendor LIMIT ${String(CANDIDATES + 1)}`,
    [likePattern(text, 'at the beginning'), scope],
  );
}

function absent(text: string, whole?: string): Fault {
  const advice = whole === undefined ? '' : `; give the whole id: ${whole}`;
  return new Fault('NOT_FOUND', `there is no license ${text.slice(0, SHOWN_CHARACTERS)}${advice}`);
}

/** A text that stands for several; all are within what the caller may see. */
function ambiguous(what: string, found: readonly LicenseName[]): Fault {
  const candidates = found.slice(0, CANDIDATES).map(({ vendor, licenseId }) => `${vendor}:${licenseId}`);
  const count = found.length > CANDIDATES ? `more than ${String(CANDIDATES)}` : String(found.length);
  return new Fault('LICENSE_AMBIGUOUS', `${count} ${what}: ${candidates.join(', ')}`, { facts: { candidates } });
}
