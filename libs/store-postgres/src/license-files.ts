import { Fault } from '@pksn/domain';
import type { LicenseRecord } from '@pksn/licensing';
import { keyFingerprint } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { fingerprintSql } from './fingerprint-sql';
import type { LicenseName } from './registry-revision';

/** A license file that was accepted, as it came. It holds the key's hash, never the key. */
export interface AcceptedFile {
  readonly fingerprint: string;
  /** SHA-256 of its payload, in hex. */
  readonly digest: string;
  readonly issuedAt: Date;
  readonly submittedAt: Date;
  readonly file: string;
}

/** Every accepted file is kept, also when a newer file of the same key takes the place of its terms. */
export async function keepLicenseFile(
  manager: EntityManager,
  record: LicenseRecord,
  file: string,
  actor: string,
): Promise<void> {
  await manager.query(
    `INSERT INTO license_file (vendor, license_id, digest, key_hash, issued_at, submitted_at, submitted_by, file)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (vendor, license_id, digest) DO NOTHING`,
    [
      record.vendor,
      record.licenseId,
      record.digest,
      record.keyHash,
      new Date(record.issuedAt),
      new Date(record.submittedAt ?? record.issuedAt),
      actor,
      file,
    ],
  );
}

/** The previous release keeps the newest file of each key with the key, and knows of no other place. */
const FILES = `SELECT vendor, license_id, key_hash, digest, issued_at, submitted_at, file FROM license_file
  UNION ALL
  SELECT vendor, license_id, key_hash, digest, issued_at, submitted_at, file FROM license_key k WHERE NOT EXISTS (
    SELECT 1 FROM license_file f WHERE f.vendor = k.vendor AND f.license_id = k.license_id AND f.digest = k.digest)`;

/** The newest accepted file of a license, or of one key of it. Fault: NOT_FOUND. */
export async function licenseFile(
  manager: EntityManager,
  { vendor, licenseId }: LicenseName,
  fingerprint: string | null,
): Promise<AcceptedFile> {
  const [row] = (await manager.query(
    `SELECT key_hash AS "keyHash", digest, issued_at AS "issuedAt", submitted_at AS "submittedAt", file FROM (${FILES}) files
     WHERE vendor = $1 AND license_id = $2 AND ($3::text IS NULL OR ${fingerprintSql('key_hash')} = $3)
     ORDER BY issued_at DESC LIMIT 1`,
    [vendor, licenseId, fingerprint?.toLowerCase() ?? null],
  )) as (Omit<AcceptedFile, 'fingerprint'> & { keyHash: Buffer })[];
  if (row === undefined) throw new Fault('NOT_FOUND', 'no file of this license has a key with that fingerprint');
  const { keyHash, ...facts } = row;
  return { fingerprint: keyFingerprint(keyHash), ...facts };
}
