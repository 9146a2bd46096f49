import { Fault } from '@pksn/domain';
import type { VerifiedLicense } from '@pksn/licensing';
import { keyFingerprint } from '@pksn/licensing';
import type { DataSource, EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { CustomerScope } from './customer-scope';
import { requireKnownFeeds, writeGrants } from './feed-grants';
import { findLicense, keysOfLicense } from './license-lookup';
import type { RegisteredKey } from './license-rows';
import { markRevoked, unmarkKeys } from './license-status';
import type { Submission, SubmissionResult } from './license-submissions';
import { applySubmission, holdSubmission } from './license-submissions';
import { LOCKS, lockInTransaction } from './locks';
import type { PendingSubmission } from './pending-submissions';
import { listPending, takePending } from './pending-submissions';
import type { LicenseName } from './registry-revision';
import { bumpRegistry } from './registry-revision';

export type { Submission, SubmissionResult } from './license-submissions';
export type { PendingSubmission } from './pending-submissions';

type Change<T> = (
  manager: EntityManager,
  license: LicenseName,
  audit: Audit,
  keys: readonly RegisteredKey[],
) => Promise<T>;
type Audit = (action: string, detail: Record<string, unknown>) => Promise<void>;

/**
 * Changes of the registry. Each is one transaction under one lock, audited, and moves the revision if keys changed.
 * `scope` confines it to one customer's licenses. All throw NOT_FOUND and LICENSE_AMBIGUOUS as findLicense does.
 */
export class LicenseDesk {
  constructor(private readonly source: DataSource) {}

  private locked<T>(work: (manager: EntityManager, now: number) => Promise<T>): Promise<T> {
    return this.source.transaction(async (manager) => {
      await lockInTransaction(manager, LOCKS.registry);
      const [{ now }] = (await manager.query('SELECT judged_now() AS now')) as [{ now: Date }];
      return work(manager, now.getTime());
    });
  }

  /** A change of one license, whose keys (newest first, at least one) the work gets. */
  private change<T>(licenseId: string, actor: string, scope: CustomerScope, work: Change<T>): Promise<T> {
    return this.locked(async (manager) => {
      const license = await findLicense(manager, licenseId, scope);
      const audit: Audit = (action, detail) =>
        recordAudit(manager, {
          actor,
          action,
          subject: license.licenseId,
          detail: { vendor: license.vendor, ...detail },
        });
      const result = await work(manager, license, audit, await keysOfLicense(manager, license));
      await bumpRegistry(manager, [license]);
      return result;
    });
  }

  /** Puts the file's key in force, or keeps the file until it is approved, which the registry does not notice. */
  submit(submission: Submission): Promise<SubmissionResult> {
    const take = submission.approved ? applySubmission : holdSubmission;
    return this.locked((manager, now) => take(manager, submission, now));
  }

  /** Submissions that await approval, the oldest first. */
  pending(scope: CustomerScope = null): Promise<PendingSubmission[]> {
    return listPending(this.source.manager, scope);
  }

  /**
   * Submits a file that awaits approval, named by its digest or its key's fingerprint, judged again by `verify` and by
   * the registry of this moment; refused, it goes on waiting. Throws NOT_FOUND, LICENSE_AMBIGUOUS (two have this
   * fingerprint) and what submitting it throws.
   */
  approve(name: string, verify: (file: string) => VerifiedLicense, actor: string): Promise<SubmissionResult> {
    return this.locked(async (manager, now) => {
      const { file } = await takePending(manager, name);
      return applySubmission(manager, { license: verify(file), file, actor, told: 'provider' }, now);
    });
  }

  /** Throws away a file that awaits approval. Throws NOT_FOUND, and LICENSE_AMBIGUOUS as approve does. */
  refuse(name: string, actor: string, reason = ''): Promise<void> {
    return this.locked(async (manager) => {
      const { licenseId, vendor, customer, digest, fingerprint } = await takePending(manager, name);
      const known = { vendor, digest, fingerprint, ...(customer === null ? {} : { customer }) };
      const detail = reason === '' ? known : { ...known, reason };
      await recordAudit(manager, { actor, action: 'license.submission-refused', subject: licenseId, detail });
    });
  }

  /** Revokes the keys of a license, or the one with this fingerprint; returns how many. */
  revoke(
    licenseId: string,
    fingerprint: string | null,
    reason: string,
    actor: string,
    scope: CustomerScope = null,
  ): Promise<number> {
    return this.change(licenseId, actor, scope, async (manager, _license, audit, all) => {
      const keys = all.filter(
        (key) => fingerprint === null || keyFingerprint(key.keyHash) === fingerprint.toLowerCase(),
      );
      if (keys.length === 0) throw new Fault('NOT_FOUND', 'this license has no key with that fingerprint');
      for (const key of keys) await markRevoked(manager, key.keyHash, key.vendor, actor, reason);
      await audit('license.revoked', { reason, fingerprints: keys.map((key) => keyFingerprint(key.keyHash)) });
      return keys.length;
    });
  }

  /** Marks a license as changed: its keys go on for the overlap, and the new one is awaited. Fault: LICENSE_STATE. */
  markChanged(licenseId: string, reason: string, actor: string): Promise<void> {
    return this.change(licenseId, actor, null, async (manager, license, audit, keys) => {
      if (keys.every((key) => key.revokedAt !== null)) {
        throw new Fault('LICENSE_STATE', 'every key of this license is revoked, and none goes on');
      }
      await manager.query(
        'UPDATE license_key SET changed_at = judged_now() WHERE vendor = $1 AND license_id = $2 AND changed_at IS NULL',
        [license.vendor, license.licenseId],
      );
      await audit('license.changed', { reason });
    });
  }

  /**
   * Takes back the provider's own mark of a change; what the vendor announced stands, also where the mark hid it.
   * Fault: LICENSE_STATE when there is no such mark.
   */
  unmarkChanged(licenseId: string, reason: string, actor: string): Promise<void> {
    return this.change(licenseId, actor, null, async (manager, license, audit, keys) => {
      await unmarkKeys(manager, license, keys);
      await audit('license.change-undone', { reason });
    });
  }

  /**
   * How long a replaced key goes on, in hours. A customer may only shorten it: a longer one would keep terms in force
   * that the vendor has replaced. Fault: ADMIN_FORBIDDEN.
   */
  setOverlap(licenseId: string, hours: number, actor: string, scope: CustomerScope = null): Promise<void> {
    return this.change(licenseId, actor, scope, async (manager, license, audit, [newest]) => {
      const before = newest?.overlapHours ?? 0;
      if (scope !== null && hours > before) {
        throw new Fault(
          'ADMIN_FORBIDDEN',
          `only the provider makes an overlap longer than its ${String(before)} hours`,
        );
      }
      await manager.query('UPDATE license SET overlap_hours = $3 WHERE vendor = $1 AND license_id = $2', [
        license.vendor,
        license.licenseId,
        hours,
      ]);
      await audit('license.overlap', { hours, before });
    });
  }

  /**
   * Lets the license see these feeds beside its own, whoever's they are; returns those that have no content yet.
   * Fault: NOT_FOUND for a feed that neither exists nor is of a trusted vendor.
   */
  grant(licenseId: string, feeds: readonly string[], actor: string, reason = ''): Promise<string[]> {
    return this.change(licenseId, actor, null, async (manager, license, audit, [newest]) => {
      const empty = await requireKnownFeeds(manager, feeds);
      const before = newest?.grantedFeeds ?? [];
      await writeGrants(manager, license, [...before, ...feeds]);
      await audit('license.granted', { feeds, reason, before });
      return empty;
    });
  }

  /** Takes granted feeds back; the license's own stay. Fault: NOT_FOUND for one that was not granted. */
  ungrant(licenseId: string, feeds: readonly string[], actor: string, reason = ''): Promise<void> {
    return this.change(licenseId, actor, null, async (manager, license, audit, [newest]) => {
      const granted = newest?.grantedFeeds ?? [];
      const strange = feeds.find((feed) => !granted.includes(feed));
      if (strange !== undefined) throw new Fault('NOT_FOUND', `the feed ${strange} was not granted to this license`);
      await writeGrants(
        manager,
        license,
        granted.filter((feed) => !feeds.includes(feed)),
      );
      await audit('license.ungranted', { feeds, reason, before: granted });
    });
  }
}
