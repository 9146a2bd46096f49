import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import {
  decodeCanonicalBase64,
  FieldReader,
  parseEnvelope,
  PAYLOAD_TYPES,
  rootsOfSigner,
  signEnvelope,
  verifyForRole,
  vendorOfFeed,
} from '@pksn/signing';
import type { Envelope, SigningKey, TrustRoot } from '@pksn/signing';
import { parseLicenseTerms } from './license-terms';
import type { LicensePayload, LicenseTerms } from './license-terms';
import { LICENSING_LIMITS } from './limits';

const BEGIN = '-----BEGIN LICENSE-----';
const END = '-----END LICENSE-----';
const COLUMNS = 64;

export interface VerifiedLicense {
  readonly terms: LicenseTerms;
  /** Whose license role signed it. */
  readonly vendor: string;
  /** SHA-256 of the payload in hex: tells two statements about one key apart, however they were signed. */
  readonly digest: string;
}

/** The text of a license file: armor around base64, in lines of 64, of the envelope in compact JSON. */
export function formatLicenseFile(envelope: Envelope): string {
  const lines =
    Buffer.from(JSON.stringify(envelope), 'utf8')
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [BEGIN, ...lines, END, ''].join('\n');
}

/**
 * Reads the armor: exactly one, blank lines around it allowed, lines ended by LF or CRLF. Nothing in the envelope is
 * believed yet. Throws LICENSE_FILE_MALFORMED.
 */
export function parseLicenseFile(text: string): Envelope {
  const read = new FieldReader('LICENSE_FILE_MALFORMED');
  if (text.length > LICENSING_LIMITS.fileBytes) read.refuse('license file', 'at most 64 KiB');
  const lines = text.split(/\r?\n/);
  const blank = (line: string): boolean => /^[ \t]*$/.test(line);
  const start = lines.findIndex((line) => !blank(line));
  const block = lines.slice(Math.max(0, start), lines.findLastIndex((line) => !blank(line)) + 1);
  const body = block.slice(1, -1);
  if (block[0] !== BEGIN || block.at(-1) !== END || body.length === 0) {
    read.refuse('license file', `one block from ${BEGIN} to ${END}`);
  }
  const wrapped = body.every((line, i) => (i < body.length - 1 ? line.length === COLUMNS : line.length <= COLUMNS));
  const json = wrapped ? decodeCanonicalBase64(body.join('')) : null;
  if (json === null) return read.refuse('license file', 'canonical base64 in lines of 64');
  const envelope = parseEnvelope(read.json(json, 'license file'), 'LICENSE_FILE_MALFORMED');
  // A repeated key or white space would be bytes that the check does not see.
  if (JSON.stringify(envelope).length !== json.length) read.refuse('license file', 'compact JSON without repetitions');
  return envelope;
}

/**
 * Verifies, then reads a license file. The vendor is the one whose root lists the signing key under its license
 * role. Throws LICENSE_FILE_MALFORMED for the form, and LICENSE_FILE_UNTRUSTED when no trusted vendor signed it with
 * that role, or when it names a feed of another vendor. Whether a root has expired is the caller's to judge.
 */
export function verifyLicenseFile(text: string, roots: readonly TrustRoot[]): VerifiedLicense {
  const envelope = parseLicenseFile(text);
  const [root, ...others] = rootsOfSigner(roots, 'license', envelope);
  if (root === undefined || others.length > 0) {
    throw new Fault('LICENSE_FILE_UNTRUSTED', 'no trusted vendor signed this with its license role');
  }
  const payload = verifyForRole(root, 'license', envelope, PAYLOAD_TYPES.license, 'LICENSE_FILE_UNTRUSTED');
  const terms = parseLicenseTerms(payload);
  if (terms.feeds?.some((feed) => vendorOfFeed(feed) !== root.vendor)) {
    throw new Fault('LICENSE_FILE_UNTRUSTED', `${root.vendor} cannot license a feed of another vendor`);
  }
  return { terms, vendor: root.vendor, digest: createHash('sha256').update(payload).digest('hex') };
}

/** A signed license file. Throws LICENSE_FILE_MALFORMED if a reader would refuse the payload. */
export function signLicense(license: LicensePayload, key: SigningKey): string {
  const payload = Buffer.from(JSON.stringify(license), 'utf8');
  parseLicenseTerms(payload);
  const text = formatLicenseFile(signEnvelope(PAYLOAD_TYPES.license, payload, [key]));
  parseLicenseFile(text);
  return text;
}
