import { Fault } from '@pksn/domain';
import type { EntityManager } from 'typeorm';
import type { CustomerScope } from './customer-scope';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { likePattern } from './like-pattern';
import type { LicenseName } from './registry-revision';

const FINGERPRINT = /^[0-9a-f]{8}$/i;
const SHOWN_CHARACTERS = 128;

/**
 * The license with this id, or `VENDOR:ID` where two vendors use one. Faults: NOT_FOUND, also for what is another
 * customer's; LICENSE_CONFLICT.
 */
export async function findLicense(manager: EntityManager, id: string, scope: CustomerScope): Promise<LicenseName> {
  const [found] = await withId(manager, id, scope);
  return found ?? notFound(id);
}

/**
 * For looking, not for changing: also by the fingerprint of one of its keys, or by the beginning of its id if that is
 * the only one. Faults: as above; LICENSE_CONFLICT names how many there are.
 */
export async function searchLicense(manager: EntityManager, text: string, scope: CustomerScope): Promise<LicenseName> {
  const [exact] = await withId(manager, text, scope);
  if (exact !== undefined) return exact;
  if (FINGERPRINT.test(text)) {
    const [found, ...others] = await withFingerprint(manager, text, scope);
    if (others.length > 0) throw ambiguous(`${String(others.length + 1)} licenses have a key with this fingerprint`);
    if (found !== undefined) return found;
  }
  const [{ n, vendor, licenseId }] = await withBeginning(manager, text, scope);
  if (n === 0) return notFound(text);
  if (n > 1) throw ambiguous(`${String(n)} licenses have an id that begins with this`);
  return { vendor, licenseId };
}

/** Keys of one license, newest first. */
export function keysOfLicense(manager: EntityManager, { vendor, licenseId }: LicenseName): Promise<RegisteredKey[]> {
  return selectKeys(manager, 'k.vendor = $1 AND k.license_id = $2', [vendor, licenseId]);
}

const SELECT = 'SELECT vendor, license_id AS "licenseId" FROM license';
const IN_SCOPE = '($2::text IS NULL OR customer_id = $2)';

async function withId(manager: EntityManager, id: string, scope: CustomerScope): Promise<LicenseName[]> {
  const colon = id.indexOf(':');
  const found = (await manager.query(
    `${SELECT} WHERE ${IN_SCOPE} AND (license_id = $1 OR (vendor = $3 AND license_id = $4))`,
    [id, scope, colon < 0 ? null : id.slice(0, colon), id.slice(colon + 1)],
  )) as LicenseName[];
  if (found.length > 1) throw ambiguous('two vendors use this license id; name one as VENDOR:LICENSE-ID');
  return found;
}

function withFingerprint(manager: EntityManager, fingerprint: string, scope: CustomerScope): Promise<LicenseName[]> {
  return manager.query(
    `${SELECT} l WHERE ${IN_SCOPE} AND (vendor, license_id) IN
       (SELECT vendor, license_id FROM license_key WHERE left(encode(key_hash, 'hex'), 8) = $1)`,
    [fingerprint.toLowerCase(), scope],
  );
}

function withBeginning(
  manager: EntityManager,
  text: string,
  scope: CustomerScope,
): Promise<[{ n: number; vendor: string; licenseId: string }]> {
  return manager.query(
    `SELECT count(*)::int AS n, min(vendor) AS vendor, min(license_id) AS "licenseId" FROM license
     WHERE ${IN_SCOPE} AND (license_id LIKE $1 OR vendor || ':' || license_id LIKE $1)`,
    [likePattern(text, 'at the beginning'), scope],
  );
}

function notFound(text: string): never {
  throw new Fault('NOT_FOUND', `there is no license ${text.slice(0, SHOWN_CHARACTERS)}`);
}

function ambiguous(detail: string): Fault {
  return new Fault('LICENSE_CONFLICT', detail);
}
