import { Fault } from '@pksn/domain';
import type { LicenseRecord, SubmissionPlan, VerifiedLicense } from '@pksn/licensing';
import { keyFingerprint, planSubmission } from '@pksn/licensing';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { markRevoked } from './license-status';
import { LOCKS, lockInTransaction } from './locks';
import { bumpRegistry } from './registry-revision';

export interface Submission {
  readonly license: VerifiedLicense;
  /** The file as it was submitted. */
  readonly file: string;
  readonly actor: string;
  /** False: the key waits for the provider's approval. */
  readonly approved: boolean;
}

export interface SubmissionResult {
  readonly state: 'submitted' | 'pending' | 'unchanged';
  readonly licenseId: string;
  readonly customer: string;
  readonly fingerprint: string;
}

/** Changes of the registry. Each is one transaction under one lock, audited, and moves the registry's revision. */
export class LicenseDesk {
  constructor(private readonly source: DataSource) {}

  private change<T>(work: (manager: EntityManager, now: Date) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      const [{ now }] = (await manager.query('SELECT now() AS now')) as [{ now: Date }];
      const result = await work(manager, now);
      await bumpRegistry(manager);
      return result;
    });
  }

  submit(submission: Submission): Promise<SubmissionResult> {
    const { license, actor, approved } = submission;
    const result = (state: SubmissionResult['state']): SubmissionResult => ({
      state,
      licenseId: license.terms.licenseId,
      customer: license.terms.customer.name,
      fingerprint: keyFingerprint(license.terms.keyHash),
    });
    return this.change(async (manager, now) => {
      const plan = planSubmission(license, await knownLicenses(manager, license), now.getTime());
      if (plan.kind === 'same') return result('unchanged');
      await writeSubmission(manager, submission, plan);
      await recordAudit(manager, {
        actor,
        action: approved ? 'license.submitted' : 'license.submission-received',
        subject: license.terms.licenseId,
        detail: {
          vendor: license.vendor,
          customer: license.terms.customer.id,
          fingerprint: keyFingerprint(license.terms.keyHash),
        },
      });
      return result(approved ? 'submitted' : 'pending');
    });
  }

  /** Revokes the keys of a license, or the one with this fingerprint; returns how many. */
  revoke(licenseId: string, fingerprint: string | null, reason: string, actor: string): Promise<number> {
    return this.change(async (manager) => {
      const keys = (await licenseKeys(manager, licenseId)).filter(
        (key) => fingerprint === null || keyFingerprint(key.keyHash) === fingerprint.toLowerCase(),
      );
      if (keys.length === 0) throw new Fault('NOT_FOUND', 'this license has no key with that fingerprint');
      for (const key of keys) await markRevoked(manager, key.keyHash, key.vendor, actor, reason);
      const fingerprints = keys.map((key) => keyFingerprint(key.keyHash));
      await recordAudit(manager, {
        actor,
        action: 'license.revoked',
        subject: licenseId,
        detail: { reason, fingerprints },
      });
      return keys.length;
    });
  }

  /** Marks a license as changed: its keys go on for the overlap, and the new one is awaited. */
  markChanged(licenseId: string, reason: string, actor: string): Promise<void> {
    return this.change(async (manager) => {
      const [key] = await licenseKeys(manager, licenseId);
      await manager.query(
        'UPDATE license_key SET changed_at = now() WHERE vendor = $1 AND license_id = $2 AND changed_at IS NULL',
        [key?.vendor, key?.licenseId],
      );
      await recordAudit(manager, { actor, action: 'license.changed', subject: licenseId, detail: { reason } });
    });
  }

  setOverlap(licenseId: string, hours: number, actor: string): Promise<void> {
    return this.change(async (manager) => {
      const [key] = await licenseKeys(manager, licenseId);
      await manager.query('UPDATE license SET overlap_hours = $3 WHERE vendor = $1 AND license_id = $2', [
        key?.vendor,
        key?.licenseId,
        hours,
      ]);
      await recordAudit(manager, { actor, action: 'license.overlap', subject: licenseId, detail: { hours } });
    });
  }

  /** Lets the license see these feeds beside its own, whoever's they are. */
  grant(licenseId: string, feeds: readonly string[], actor: string): Promise<void> {
    return this.change(async (manager) => {
      const [key] = await licenseKeys(manager, licenseId);
      await manager.query(
        `UPDATE license SET granted_feeds = ARRAY(SELECT DISTINCT unnest(granted_feeds || $3::text[]) ORDER BY 1)
         WHERE vendor = $1 AND license_id = $2`,
        [key?.vendor, key?.licenseId, feeds],
      );
      await recordAudit(manager, { actor, action: 'license.granted', subject: licenseId, detail: { feeds } });
    });
  }

  list(): Promise<RegisteredKey[]> {
    return selectKeys(this.source.manager);
  }

  keysOf(licenseId: string): Promise<RegisteredKey[]> {
    return licenseKeys(this.source.manager, licenseId);
  }
}

/** Keys of one license, newest first. Faults: NOT_FOUND; LICENSE_CONFLICT when two vendors use the id. */
async function licenseKeys(manager: EntityManager, licenseId: string): Promise<RegisteredKey[]> {
  const keys = await selectKeys(manager, `k.license_id = $1 OR k.vendor || ':' || k.license_id = $1`, [licenseId]);
  const [first] = keys;
  if (first === undefined) throw new Fault('NOT_FOUND', `there is no license ${licenseId.slice(0, 128)}`);
  if (keys.some((key) => key.vendor !== first.vendor)) {
    throw new Fault('LICENSE_CONFLICT', 'two vendors use this license id; name one as VENDOR:LICENSE-ID');
  }
  return keys;
}

async function knownLicenses(
  manager: EntityManager,
  { terms, vendor }: VerifiedLicense,
): Promise<{ records: LicenseRecord[]; revokedHashes: Set<string> }> {
  const keyHash = Buffer.from(terms.keyHash, 'hex');
  const records = await selectKeys(
    manager,
    'k.key_hash = $1 OR (k.vendor = $2 AND (k.license_id = $3 OR l.customer_id = $4))',
    [keyHash, vendor, terms.licenseId, terms.customer.id],
  );
  const revoked = (await manager.query('SELECT key_hash FROM revoked_key WHERE key_hash = $1 AND vendor = $2', [
    keyHash,
    vendor,
  ])) as {
    key_hash: Buffer;
  }[];
  return { records, revokedHashes: new Set(revoked.map((row) => row.key_hash.toString('hex'))) };
}

async function writeSubmission(
  manager: EntityManager,
  { license: { terms }, file, actor, approved }: Submission,
  plan: SubmissionPlan & { kind: 'accept' },
): Promise<void> {
  const { record } = plan;
  await manager.query('INSERT INTO customer (id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    record.customerId,
    record.customerName,
  ]);
  await manager.query(
    `INSERT INTO license (vendor, license_id, customer_id, product, edition) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (vendor, license_id) DO UPDATE SET product = excluded.product, edition = excluded.edition`,
    [record.vendor, record.licenseId, record.customerId, terms.product, terms.edition],
  );
  await manager.query(
    `INSERT INTO license_key (key_hash, vendor, license_id, digest, supersedes, feeds, seats, requests_per_second, issued_at,
       not_before, expires_at, grace_days, file, submitted_at, submitted_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     ON CONFLICT (key_hash) DO UPDATE SET digest = excluded.digest, supersedes = excluded.supersedes, feeds = excluded.feeds,
       seats = excluded.seats, requests_per_second = excluded.requests_per_second, issued_at = excluded.issued_at,
       not_before = excluded.not_before, expires_at = excluded.expires_at, grace_days = excluded.grace_days,
       file = excluded.file, submitted_at = excluded.submitted_at, submitted_by = excluded.submitted_by,
       changed_at = excluded.changed_at, superseded_at = NULL, superseded_by = NULL`,
    [
      record.keyHash,
      record.vendor,
      record.licenseId,
      record.digest,
      record.supersedes,
      record.feeds,
      terms.limits.seats,
      record.requestsPerSecond,
      new Date(record.issuedAt),
      new Date(record.notBefore),
      new Date(record.expiresAt),
      record.graceDays,
      file,
      approved && record.submittedAt !== null ? new Date(record.submittedAt) : null,
      actor,
      record.changedAt === null ? null : new Date(record.changedAt),
    ],
  );
  if (!approved) return;
  for (const old of plan.supersede) {
    await manager.query('UPDATE license_key SET superseded_at = $2, superseded_by = $3 WHERE key_hash = $1', [
      old.keyHash,
      old.supersededAt === null ? null : new Date(old.supersededAt),
      old.supersededBy === null ? null : Buffer.from(old.supersededBy, 'hex'),
    ]);
  }
}
