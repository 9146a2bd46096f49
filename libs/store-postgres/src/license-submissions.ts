import { Fault } from '@pksn/domain';
import type { KnownLicenses, LicenseRecord, SubmissionPlan, VerifiedLicense } from '@pksn/licensing';
import { keyFingerprint, planSubmission } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { recordAudit } from './audit-log';
import type { CustomerScope } from './customer-scope';
import { knownLicenses } from './known-licenses';
import { writePlan } from './license-writes';
import { clearPending, keepPending } from './pending-submissions';
import type { LicenseName } from './registry-revision';
import { bumpRegistry } from './registry-revision';
import type { SubmissionNotes, Told } from './submission-notes';
import { submissionNotes } from './submission-notes';

export interface Submission {
  readonly license: VerifiedLicense;
  /** The file as it was submitted. */
  readonly file: string;
  readonly actor: string;
  /** False: the file waits for the provider's approval. */
  readonly approved: boolean;
  /** Whose files the actor may submit; left out: everybody's. */
  readonly scope?: CustomerScope;
  /** Who reads the result; left out: a customer. */
  readonly told?: Told;
}

export interface SubmissionResult {
  readonly state: 'submitted' | 'pending' | 'unchanged';
  readonly licenseId: string;
  readonly customer: string;
  readonly fingerprint: string;
  /** Of a key that is registered. */
  readonly keyState?: string;
  readonly supersededBy?: string | null;
  /** What somebody should know or do, in sentences. */
  readonly notes: readonly string[];
}

export type Handed = Omit<Submission, 'approved'>;

/** Puts the file's key in force. `now` is the time of submission in milliseconds since 1970. */
export async function applySubmission(
  manager: EntityManager,
  submission: Handed,
  now: number,
): Promise<SubmissionResult> {
  const { license, actor } = submission;
  const known = await knownInScope(manager, submission);
  const plan = planSubmission(license, known, now);
  await clearPending(manager, license);
  const around = { told: submission.told ?? 'customer', now } as const;
  if (plan.kind === 'same') {
    return resultOf(license, 'unchanged', await submissionNotes(manager, license, plan, around));
  }
  await writePlan(manager, license, plan, submission);
  await auditSubmission(manager, submission, 'license.submitted');
  if (plan.displaced !== null) await auditTakeover(manager, plan.record, plan.displaced, actor);
  await auditReplaced(manager, plan, actor);
  await bumpRegistry(manager, touchedBy(plan));
  return resultOf(license, 'submitted', await submissionNotes(manager, license, plan, around));
}

/** Keeps the file until it is approved. */
export async function holdSubmission(
  manager: EntityManager,
  submission: Handed,
  now: number,
): Promise<SubmissionResult> {
  const { license, file } = submission;
  const plan = planSubmission(license, await knownInScope(manager, submission), now);
  if (plan.kind === 'same') {
    const around = { told: submission.told ?? 'customer', now } as const;
    return resultOf(license, 'unchanged', await submissionNotes(manager, license, plan, around));
  }
  if (await keepPending(manager, license, file, submission.actor)) {
    await auditSubmission(manager, submission, 'license.submission-received');
  }
  return resultOf(license, 'pending', { notes: ['It is in force once the provider has approved it.'] });
}

/** A file of another customer is refused before it is compared with anything: the refusal tells what the file says. */
async function knownInScope(manager: EntityManager, { license, scope = null, told }: Handed): Promise<KnownLicenses> {
  const known = { ...(await knownLicenses(manager, license)), namesHolder: told === 'provider' };
  if (scope === null || known.customerId === scope) return known;
  throw new Fault('LICENSE_CONFLICT', 'the license file is for another customer than the one that this token is for');
}

/** A submission may replace keys of other licenses of its vendor, too, and take its own from one of a former vendor. */
function touchedBy({ record, supersede, displaced }: SubmissionPlan & { kind: 'accept' }): LicenseName[] {
  return [record, ...supersede, ...(displaced === null ? [] : [displaced])].map(({ vendor, licenseId }) => ({
    vendor,
    licenseId,
  }));
}

async function auditReplaced(
  manager: EntityManager,
  { record, supersede }: SubmissionPlan & { kind: 'accept' },
  actor: string,
): Promise<void> {
  for (const { vendor, licenseId, keyHash } of supersede) {
    const detail = { vendor, fingerprint: keyFingerprint(keyHash), by: keyFingerprint(record.keyHash) };
    await recordAudit(manager, { actor, action: 'license.superseded', subject: licenseId, detail });
  }
}

/** Both licenses tell of it: the one that has the key now, and the one that has it no longer. */
async function auditTakeover(
  manager: EntityManager,
  to: LicenseRecord,
  from: LicenseRecord,
  actor: string,
): Promise<void> {
  const fingerprint = keyFingerprint(to.keyHash);
  for (const [one, other] of [
    [to, { from: nameOf(from) }],
    [from, { to: nameOf(to) }],
  ] as const) {
    const detail = { vendor: one.vendor, customer: one.vendorCustomerId, fingerprint, ...other };
    await recordAudit(manager, { actor, action: 'license.key-taken-over', subject: one.licenseId, detail });
  }
}

function nameOf({ vendor, licenseId }: LicenseRecord): string {
  return `${vendor}:${licenseId}`;
}

function auditSubmission(manager: EntityManager, { license, actor }: Handed, action: string): Promise<void> {
  const { terms, vendor } = license;
  const detail = { vendor, customer: terms.customer.id, fingerprint: keyFingerprint(terms.keyHash) };
  return recordAudit(manager, { actor, action, subject: terms.licenseId, detail });
}

function resultOf(
  { terms }: VerifiedLicense,
  state: SubmissionResult['state'],
  notes: Pick<SubmissionNotes, 'notes'> | SubmissionNotes,
): SubmissionResult {
  return {
    state,
    licenseId: terms.licenseId,
    customer: terms.customer.name,
    fingerprint: keyFingerprint(terms.keyHash),
    ...notes,
  };
}
