import type { LicenseRecord, SubmissionPlan, VerifiedLicense } from '@pksn/licensing';
import { HOUR_MS, keyFingerprint, keyStateAt, overlapEndOf } from '@pksn/licensing';
import type { EntityManager } from 'typeorm';
import { feedContent } from './feed-content';
import { selectKeys } from './license-rows';

/** Who reads the result: a customer hears of its own license only. */
export type Told = 'provider' | 'customer';

export interface SubmissionNotes {
  /** What a request with the key gets now, in a word. */
  readonly keyState: string;
  /** The fingerprint of the key that took its place, or null. */
  readonly supersededBy: string | null;
  /** Sentences on what somebody should know or do. */
  readonly notes: readonly string[];
}

/** How a submitted key stands, and what its submission did to others; `now` is in milliseconds since 1970. */
export async function submissionNotes(
  manager: EntityManager,
  license: VerifiedLicense,
  plan: SubmissionPlan,
  { told, now }: { readonly told: Told; readonly now: number },
): Promise<SubmissionNotes> {
  const [own] = await selectKeys(manager, 'k.key_hash = $1', [Buffer.from(license.terms.keyHash, 'hex')]);
  if (own === undefined) throw new Error('a submitted key is not registered');
  const keyState = keyStateAt(own, now);
  const supersededBy = own.supersededBy?.slice(0, FINGERPRINT_DIGITS) ?? null;
  const replaced = plan.kind === 'accept' ? plan.supersede.map((one) => replacementNote(one, own, now)) : [];
  const notes = [
    ...standingNote(plan, keyState, supersededBy),
    ...replaced,
    ...(await contentNotes(manager, own)),
    ...(told === 'provider' ? await providerNotes(manager, license, own) : []),
  ];
  return { keyState, supersededBy, notes };
}

const FINGERPRINT_DIGITS = 8;
const ASKING: readonly string[] = ['current', 'overlap', 'grace'];

function standingNote({ kind }: SubmissionPlan, keyState: string, supersededBy: string | null): string[] {
  if (kind === 'accept' && ASKING.includes(keyState)) return [];
  if (keyState === 'current') return [];
  const by = supersededBy === null ? '' : ` by key ${supersededBy}`;
  const outcome = ASKING.includes(keyState) ? '' : ': it gets no answers';
  return [`This key is ${keyState}${by}${outcome}.`];
}

function replacementNote(old: LicenseRecord, own: LicenseRecord, now: number): string {
  const name = `Key ${keyFingerprint(old.keyHash)}${old.licenseId === own.licenseId ? '' : ` of license ${old.licenseId}`}`;
  const endsAt = overlapEndOf(old);
  if (endsAt < own.notBefore && own.notBefore > now) return `${name}, which it replaces, ${gapNote(old, own, endsAt)}`;
  if (endsAt > now) return `${name}, which it replaces, goes on until ${iso(endsAt)}.`;
  const hours = String(old.overlapHours);
  return `${name}, which it replaces, gets no answers from now on: the overlap of its license is ${hours} hours.`;
}

/** The old key ends when the overlap is over, whether or not the new one has begun by then. */
function gapNote(old: LicenseRecord, own: LicenseRecord, endsAt: number): string {
  const replacedAt = endsAt - old.overlapHours * HOUR_MS;
  const hours = Math.ceil((own.notBefore - replacedAt) / HOUR_MS);
  return (
    `ends at ${iso(endsAt)}, and this one begins only at ${iso(own.notBefore)}: between them endpoints get no answers. ` +
    `Lengthen the overlap: pksn license overlap ${old.licenseId} --hours ${String(hours)}.`
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();

async function contentNotes(manager: EntityManager, own: LicenseRecord): Promise<string[]> {
  const { empty, none } = await feedContent(manager, own);
  const notes = empty.map((feed) => `The feed ${feed} has no content here yet.`);
  return none ? [...notes, 'It covers no feed that is served here: whoever asks with it is refused.'] : notes;
}

/** What would tell a customer of another one. */
async function providerNotes(
  manager: EntityManager,
  { terms, vendor }: VerifiedLicense,
  own: LicenseRecord,
): Promise<string[]> {
  const renamed =
    own.customerName === terms.customer.name && own.customerId === terms.customer.id
      ? []
      : [`Its customer is registered here as ${own.customerName} (${own.customerId}).`];
  if (terms.supersedes.length === 0) return renamed;
  const named = await selectKeys(manager, 'k.vendor = $1 AND k.key_hash = ANY ($2) AND l.customer_id <> $3', [
    vendor,
    terms.supersedes.map((hash) => Buffer.from(hash, 'hex')),
    own.customerId,
  ]);
  return [
    ...renamed,
    ...named.map((key) => {
      const whose = `${key.customerName} (${key.customerId}, license ${key.licenseId})`;
      return `Key ${keyFingerprint(key.keyHash)}, which the file replaces, belongs to another customer, ${whose}, and goes on.`;
    }),
  ];
}
