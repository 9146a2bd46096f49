import { Fault } from '@pksn/domain';
import type { VerifiedLicense } from '@pksn/licensing';
import { keyFingerprint } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { CustomerScope } from './customer-scope';
import { fingerprintSql } from './fingerprint-sql';

/** A customer's own submission that awaits the provider's approval; the registry knows nothing of it. */
export interface PendingSubmission {
  /** SHA-256 of the license file's payload, in hex: its name here. */
  readonly digest: string;
  readonly vendor: string;
  readonly licenseId: string;
  readonly customer: string;
  readonly fingerprint: string;
  readonly receivedAt: Date;
  /** The file as it came, which a trusted vendor had signed then. */
  readonly file: string;
  /** What the vendor calls the customer; null: it came before that was kept. */
  readonly vendorCustomerId: string | null;
}

/** Only files that a trusted vendor signed get here, one for each license. */
const TABLE_LIMIT = 10_000;
const FULL_RETRY_SECONDS = 3_600;

/**
 * Keeps a file for approval; of two files of one license the newer stays. False when it was kept already. Throws
 * LICENSE_FILE_OUTDATED, LICENSE_CONFLICT (another file of the same moment) and SUBMISSION_THROTTLED (10,000 wait).
 */
export async function keepPending(
  manager: EntityManager,
  { terms, vendor, digest }: VerifiedLicense,
  file: string,
  actor: string,
): Promise<boolean> {
  const [kept] = (await manager.query(
    'SELECT digest, issued_at, key_hash, vendor_customer_id FROM pending_submission WHERE vendor = $1 AND license_id = $2',
    [vendor, terms.licenseId],
  )) as { digest: string; issued_at: Date; key_hash: Buffer; vendor_customer_id: string | null }[];
  if (kept?.digest === digest) return false;
  if (kept === undefined) await requireRoom(manager);
  else requireNewer(terms.issuedAt, kept.issued_at.getTime());
  await manager.query(
    `INSERT INTO pending_submission (digest, vendor, license_id, customer, key_hash, issued_at, file, vendor_customer_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (vendor, license_id) DO UPDATE SET digest = excluded.digest, customer = excluded.customer,
       vendor_customer_id = excluded.vendor_customer_id, key_hash = excluded.key_hash, issued_at = excluded.issued_at, file = excluded.file, received_at = now()`,
    [
      digest,
      vendor,
      terms.licenseId,
      terms.customer.name,
      Buffer.from(terms.keyHash, 'hex'),
      new Date(terms.issuedAt),
      file,
      terms.customer.id,
    ],
  );
  if (kept !== undefined) {
    const customer = kept.vendor_customer_id ?? terms.customer.id;
    const detail = { vendor, customer, digest: kept.digest, fingerprint: keyFingerprint(kept.key_hash) };
    const by = keyFingerprint(terms.keyHash);
    const action = 'license.submission-replaced';
    await recordAudit(manager, { actor, action, subject: terms.licenseId, detail: { ...detail, by } });
  }
  return true;
}

function requireNewer(issuedAt: number, keptIssuedAt: number): void {
  if (issuedAt < keptIssuedAt) throw new Fault('LICENSE_FILE_OUTDATED', 'a newer file of this license awaits approval');
  if (issuedAt === keptIssuedAt) {
    throw new Fault('LICENSE_CONFLICT', 'another file of this license has the same time of issue and awaits approval');
  }
}

async function requireRoom(manager: EntityManager): Promise<void> {
  const [{ n }] = (await manager.query('SELECT count(*)::int AS n FROM pending_submission')) as [{ n: number }];
  if (n < TABLE_LIMIT) return;
  throw new Fault('SUBMISSION_THROTTLED', 'too many submissions await approval', {
    facts: { retryAfterSeconds: FULL_RETRY_SECONDS },
  });
}

/** Forgets what a submitted file answers: itself, and older files of its license. */
export async function clearPending(manager: EntityManager, { terms, vendor }: VerifiedLicense): Promise<void> {
  await manager.query('DELETE FROM pending_submission WHERE vendor = $1 AND license_id = $2 AND issued_at <= $3', [
    vendor,
    terms.licenseId,
    new Date(terms.issuedAt),
  ]);
}

export interface TakenSubmission {
  readonly digest: string;
  readonly vendor: string;
  readonly licenseId: string;
  /** What the vendor calls the customer; null: it came before that was kept. */
  readonly customer: string | null;
  readonly fingerprint: string;
  readonly file: string;
}

const FINGERPRINT_CHARACTERS = 8;
const CANDIDATES = 5;

/** Takes one out of the table, by its digest or its key's fingerprint. Throws NOT_FOUND and LICENSE_AMBIGUOUS. */
export async function takePending(manager: EntityManager, name: string): Promise<TakenSubmission> {
  const isFingerprint = name.length === FINGERPRINT_CHARACTERS;
  const [rows] = (await manager.query(
    `DELETE FROM pending_submission WHERE ${isFingerprint ? fingerprintSql('key_hash') : 'digest'} = $1
     RETURNING digest, vendor, license_id AS "licenseId", vendor_customer_id AS customer, key_hash AS "keyHash", file`,
    [name.toLowerCase()],
  )) as [(Omit<TakenSubmission, 'fingerprint'> & { keyHash: Buffer })[], number];
  const [row, ...others] = rows;
  if (row === undefined) {
    const by = isFingerprint ? 'fingerprint' : 'digest';
    throw new Fault('NOT_FOUND', `no submission with that ${by} awaits approval`);
  }
  if (others.length > 0) {
    const candidates = rows.slice(0, CANDIDATES).map((one) => one.digest);
    const detail = `${String(rows.length)} submissions have this fingerprint: ${candidates.join(', ')}`;
    throw new Fault('LICENSE_AMBIGUOUS', detail, { facts: { candidates } });
  }
  const { keyHash, ...taken } = row;
  return { ...taken, fingerprint: keyFingerprint(keyHash) };
}

/** Whose license it will be: the customer that the vendor's customer is, or one whom it would join (storedCustomerId). */
const OF_CUSTOMER = `CASE WHEN EXISTS (SELECT 1 FROM license l WHERE l.vendor = p.vendor
      AND coalesce(l.vendor_customer_id, l.customer_id) = p.vendor_customer_id)
  THEN EXISTS (SELECT 1 FROM license l WHERE l.vendor = p.vendor
      AND coalesce(l.vendor_customer_id, l.customer_id) = p.vendor_customer_id AND l.customer_id = $1)
  ELSE p.vendor_customer_id = $1 AND position(':' in $1) = 0 AND EXISTS (SELECT 1 FROM customer c WHERE c.id = $1
      AND coalesce(c.vendor, p.vendor) = p.vendor AND NOT EXISTS (SELECT 1 FROM license l WHERE l.customer_id = c.id)) END`;

/** Those that wait, the oldest first. */
export async function listPending(manager: EntityManager, scope: CustomerScope): Promise<PendingSubmission[]> {
  const rows = (await manager.query(
    `SELECT digest, vendor, license_id AS "licenseId", customer, key_hash AS "keyHash", received_at AS "receivedAt",
       file, vendor_customer_id AS "vendorCustomerId" FROM pending_submission p
     WHERE $1::text IS NULL OR ${OF_CUSTOMER} ORDER BY received_at, digest`,
    [scope],
  )) as (Omit<PendingSubmission, 'fingerprint'> & { keyHash: Buffer })[];
  return rows.map(({ keyHash, ...row }) => ({ ...row, fingerprint: keyFingerprint(keyHash) }));
}

/** Those whose license is not registered, so that no list of licenses has it. */
export async function countUnregistered(manager: EntityManager, scope: CustomerScope): Promise<number> {
  const [{ n }] = (await manager.query(
    `SELECT count(*)::int AS n FROM pending_submission p WHERE ($1::text IS NULL OR ${OF_CUSTOMER})
       AND NOT EXISTS (SELECT 1 FROM license l WHERE l.vendor = p.vendor AND l.license_id = p.license_id)`,
    [scope],
  )) as [{ n: number }];
  return n;
}
