import { Fault } from '@pksn/domain';
import type { SubmissionPlan, VerifiedLicense } from '@pksn/licensing';
import { keyFingerprint, planSubmission } from '@pksn/licensing';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import { knownLicenses } from './known-licenses';
import type { RegisteredKey } from './license-rows';
import { selectKeys } from './license-rows';
import { markRevoked } from './license-status';
import { writePlan } from './license-writes';
import { LOCKS, lockInTransaction } from './locks';
import type { PendingSubmission } from './pending-submissions';
import { clearPending, keepPending, listPending, takePending } from './pending-submissions';
import type { LicenseName } from './registry-revision';
import { bumpRegistry } from './registry-revision';

export type { PendingSubmission } from './pending-submissions';

export interface Submission {
  readonly license: VerifiedLicense;
  /** The file as it was submitted. */
  readonly file: string;
  readonly actor: string;
  /** False: the file waits for the provider's approval. */
  readonly approved: boolean;
}

export interface SubmissionResult {
  readonly state: 'submitted' | 'pending' | 'unchanged';
  readonly licenseId: string;
  readonly customer: string;
  readonly fingerprint: string;
}

/** Changes of the registry. Each is one transaction under one lock, audited, and moves the revision if keys changed. */
export class LicenseDesk {
  constructor(private readonly source: DataSource) {}

  private locked<T>(work: (manager: EntityManager, now: number) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      const [{ now }] = (await manager.query('SELECT now() AS now')) as [{ now: Date }];
      return work(manager, now.getTime());
    });
  }

  /** A change of one license, whose keys (newest first, at least one) the work gets. */
  private change<T>(
    licenseId: string,
    work: (manager: EntityManager, license: LicenseName, keys: readonly RegisteredKey[]) => Promise<T>,
  ): Promise<T> {
    return this.locked(async (manager) => {
      const keys = await licenseKeys(manager, licenseId);
      const license = nameOf(keys);
      const result = await work(manager, license, keys);
      await bumpRegistry(manager, [license]);
      return result;
    });
  }

  /** Puts the file's key in force, or keeps the file until it is approved, which the registry does not notice. */
  submit(submission: Submission): Promise<SubmissionResult> {
    return this.locked((manager, now) => (submission.approved ? apply : hold)(manager, submission, now));
  }

  /** Submissions that await approval, the oldest first. */
  pending(): Promise<PendingSubmission[]> {
    return listPending(this.source.manager);
  }

  /**
   * Submits a file that awaits approval, judged again by `verify` and by the registry of this moment; refused, it
   * goes on waiting. Throws NOT_FOUND, and what submitting it throws.
   */
  approve(digest: string, verify: (file: string) => VerifiedLicense, actor: string): Promise<SubmissionResult> {
    return this.locked(async (manager, now) => {
      const { file } = await takePending(manager, digest);
      return apply(manager, { license: verify(file), file, actor }, now);
    });
  }

  /** Throws away a file that awaits approval. Throws NOT_FOUND. */
  refuse(digest: string, actor: string): Promise<void> {
    return this.locked(async (manager) => {
      const { licenseId } = await takePending(manager, digest);
      const detail = { digest: digest.toLowerCase() };
      await recordAudit(manager, { actor, action: 'license.submission-refused', subject: licenseId, detail });
    });
  }

  /** Revokes the keys of a license, or the one with this fingerprint; returns how many. */
  revoke(licenseId: string, fingerprint: string | null, reason: string, actor: string): Promise<number> {
    return this.change(licenseId, async (manager, _license, all) => {
      const keys = all.filter(
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
    return this.change(licenseId, async (manager, license) => {
      await manager.query(
        'UPDATE license_key SET changed_at = now() WHERE vendor = $1 AND license_id = $2 AND changed_at IS NULL',
        [license.vendor, license.licenseId],
      );
      await recordAudit(manager, { actor, action: 'license.changed', subject: licenseId, detail: { reason } });
    });
  }

  setOverlap(licenseId: string, hours: number, actor: string): Promise<void> {
    return this.change(licenseId, async (manager, license) => {
      await manager.query('UPDATE license SET overlap_hours = $3 WHERE vendor = $1 AND license_id = $2', [
        license.vendor,
        license.licenseId,
        hours,
      ]);
      await recordAudit(manager, { actor, action: 'license.overlap', subject: licenseId, detail: { hours } });
    });
  }

  /** Lets the license see these feeds beside its own, whoever's they are. */
  grant(licenseId: string, feeds: readonly string[], actor: string): Promise<void> {
    return this.change(licenseId, async (manager, license) => {
      await manager.query(
        `UPDATE license SET granted_feeds = ARRAY(SELECT DISTINCT unnest(granted_feeds || $3::text[]) ORDER BY 1)
         WHERE vendor = $1 AND license_id = $2`,
        [license.vendor, license.licenseId, feeds],
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

function nameOf([key]: readonly RegisteredKey[]): LicenseName {
  if (key === undefined) throw new Error('a license without a key');
  return { vendor: key.vendor, licenseId: key.licenseId };
}

/** A submission may replace keys of other licenses of its vendor, too. */
function touchedBy({ record, supersede }: SubmissionPlan & { kind: 'accept' }): LicenseName[] {
  return [record, ...supersede].map(({ vendor, licenseId }) => ({ vendor, licenseId }));
}

type Handed = Omit<Submission, 'approved'>;

async function apply(manager: EntityManager, submission: Handed, now: number): Promise<SubmissionResult> {
  const { license } = submission;
  const plan = planSubmission(license, await knownLicenses(manager, license), now);
  await clearPending(manager, license);
  if (plan.kind === 'same') return resultOf(license, 'unchanged');
  await writePlan(manager, license, plan, submission);
  await auditSubmission(manager, submission, 'license.submitted');
  await bumpRegistry(manager, touchedBy(plan));
  return resultOf(license, 'submitted');
}

async function hold(manager: EntityManager, submission: Handed, now: number): Promise<SubmissionResult> {
  const { license, file } = submission;
  const plan = planSubmission(license, await knownLicenses(manager, license), now);
  if (plan.kind === 'same') return resultOf(license, 'unchanged');
  if (await keepPending(manager, license, file)) {
    await auditSubmission(manager, submission, 'license.submission-received');
  }
  return resultOf(license, 'pending');
}

function resultOf({ terms }: VerifiedLicense, state: SubmissionResult['state']): SubmissionResult {
  return {
    state,
    licenseId: terms.licenseId,
    customer: terms.customer.name,
    fingerprint: keyFingerprint(terms.keyHash),
  };
}

function auditSubmission(manager: EntityManager, { license, actor }: Handed, action: string): Promise<void> {
  const { terms, vendor } = license;
  const detail = { vendor, customer: terms.customer.id, fingerprint: keyFingerprint(terms.keyHash) };
  return recordAudit(manager, { actor, action, subject: terms.licenseId, detail });
}
