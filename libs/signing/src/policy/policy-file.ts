import { Fault } from '@pksn/domain';
import { decodeCanonicalBase64 } from '../base64';
import { parseEnvelope, signEnvelope } from '../envelope';
import type { Envelope } from '../envelope';
import { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';
import { isVendorName } from '../names';
import { PAYLOAD_TYPES } from '../payload-types';
import type { SigningKey } from '../signing-key';
import { requireCurrent } from '../trust-chain';
import { rootsOfSigner, verifyForRole } from '../trust-root';
import type { TrustRoot } from '../trust-root';
import { parsePolicies } from './request-policies';
import type { RequestPolicy } from './request-policies';

export const POLICY_BEGIN = '-----BEGIN VENDOR POLICY-----';
const POLICY_END = '-----END VENDOR POLICY-----';
const COLUMNS = 64;
/** A file from the future would keep every later one out. */
const LATEST_ISSUE_MS = 86_400_000;

/** What a vendor wants of requests, signed on its own: endpoints may get it while they cannot ask. */
export interface VendorPolicy {
  readonly vendor: string;
  /** A later one takes the place of the earlier ones; `2026-11-21T20:51:00Z`. */
  readonly issuedAt: string;
  /** Empty: nothing is restricted any more. */
  readonly policy: readonly RequestPolicy[];
}

/** Throws POLICY_MALFORMED if a reader would refuse what the policy says. */
export function signPolicy({ vendor, issuedAt, policy }: VendorPolicy, key: SigningKey): string {
  const payload = Buffer.from(JSON.stringify({ vendor, issuedAt, policy }), 'utf8');
  parsePayload(payload, vendor);
  const envelope = signEnvelope(PAYLOAD_TYPES.policy, payload, [key]);
  const lines =
    Buffer.from(JSON.stringify(envelope), 'utf8')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [POLICY_BEGIN, ...lines, POLICY_END, ''].join('\n');
}

/**
 * Verifies, then reads a policy file by the package role of the one root that lists its signer. `now` is in milliseconds
 * since 1970; null for a file that was judged when it was loaded: then neither the root's expiry nor the time of issue is
 * looked at. Throws POLICY_MALFORMED, POLICY_UNTRUSTED, TRUST_ROOT_EXPIRED.
 */
export function openPolicy(text: string, roots: readonly TrustRoot[], now: number | null): VendorPolicy {
  const envelope = parseText(text);
  const [root, ...others] = rootsOfSigner(roots, 'package', envelope);
  if (root === undefined || others.length > 0) {
    throw new Fault('POLICY_UNTRUSTED', 'no vendor that is trusted here signed this with its package role');
  }
  const payload = verifyForRole(root, 'package', envelope, PAYLOAD_TYPES.policy, 'POLICY_UNTRUSTED');
  const opened = parsePayload(payload, root.vendor);
  if (now === null) return opened;
  requireCurrent(root, now);
  if (Date.parse(opened.issuedAt) > now + LATEST_ISSUE_MS) {
    throw new Fault('POLICY_MALFORMED', `the policy was issued at ${opened.issuedAt}, which is more than a day ahead`);
  }
  return opened;
}

function parsePayload(payload: Uint8Array, vendor: string): VendorPolicy {
  const read = new FieldReader('POLICY_MALFORMED');
  const fields = read.exact(read.json(payload, 'policy'), 'policy', ['vendor', 'issuedAt', 'policy']);
  if (fields['vendor'] !== vendor || !isVendorName(vendor)) read.refuse('vendor', 'the vendor that signed it');
  return { vendor, issuedAt: read.date(fields['issuedAt'], 'issuedAt'), policy: parsePolicies(read, fields['policy']) };
}

function parseText(text: string): Envelope {
  const read = new FieldReader('POLICY_MALFORMED');
  if (text.length > SIGNING_LIMITS.policyFileCharacters) read.refuse('policy file', 'at most 512 KiB');
  const lines = text.trim().split(/\r?\n/);
  const body = lines.slice(1, -1);
  const wrapped = body.every((line, i) => (i < body.length - 1 ? line.length === COLUMNS : line.length <= COLUMNS));
  const isBlock = lines[0] === POLICY_BEGIN && lines.at(-1) === POLICY_END && wrapped;
  const json = isBlock ? decodeCanonicalBase64(body.join('')) : null;
  if (json === null) return read.refuse('policy file', `one block from ${POLICY_BEGIN} to ${POLICY_END}, lines of 64`);
  const envelope = parseEnvelope(read.json(json, 'policy file'), 'POLICY_MALFORMED');
  // A repeated key or white space would be bytes that the check does not see.
  if (Buffer.from(JSON.stringify(envelope), 'utf8').equals(json)) return envelope;
  return read.refuse('policy file', 'compact JSON without repetitions');
}
