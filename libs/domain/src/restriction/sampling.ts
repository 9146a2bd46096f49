import { createHash } from 'node:crypto';
import type { RequestRestriction } from './request-restriction';
import { restrictionSpan, shareOf } from './request-restriction';

/** Bytes of the digest that are compared, as a number that is exact. */
const DIGEST_BYTES = 6;
const SPREAD = 2 ** (8 * DIGEST_BYTES);
const IDENTITIES = new WeakMap<RequestRestriction, string>();

/**
 * What tells one restriction from another, in hex, wherever it came from: the same words in a package and in a policy
 * file draw the same sample. The kinds do not count: an endpoint is in or out for all of them.
 */
export function restrictionIdentity(restriction: RequestRestriction): string {
  let identity = IDENTITIES.get(restriction);
  if (identity === undefined) IDENTITIES.set(restriction, (identity = identityOf(restriction)));
  return identity;
}

function identityOf(restriction: RequestRestriction): string {
  const { mode, sample, reason } = restriction;
  const span = restrictionSpan(restriction).map((ms) => (Number.isFinite(ms) ? ms : null));
  return createHash('sha256')
    .update(JSON.stringify([mode, sample, ...span, reason]))
    .digest('hex');
}

/**
 * Whether this asker may ask while the restriction is in force: the same answer for all its time. `asker` is the endpoint
 * id, or the fingerprint of the license key where none is sent; in any case of letters.
 */
export function isLetThrough(restriction: RequestRestriction, asker: string): boolean {
  const share = shareOf(restriction);
  if (share === 0) return false;
  const digest = createHash('sha256')
    .update(`${restrictionIdentity(restriction)}\0${asker.toLowerCase()}`)
    .digest();
  return digest.readUIntBE(0, DIGEST_BYTES) < (SPREAD / 100) * share;
}
