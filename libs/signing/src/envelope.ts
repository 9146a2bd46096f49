import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { base64Length, decodeCanonicalBase64 } from './base64';
import { envelopeFaults, PACKAGE_ENVELOPE_FAULTS } from './envelope-faults';
import type { EnvelopeFaults } from './envelope-faults';
import { FieldReader } from './field-reader';
import { SIGNING_LIMITS } from './limits';
import { preAuthenticationEncoding } from './pae';
import { SIGNATURE_BYTES } from './signing-key';
import type { SigningKey } from './signing-key';

export interface EnvelopeSignature {
  readonly keyid: string;
  /** 64 bytes of Ed25519 (RFC 8032) in canonical base64. */
  readonly sig: string;
}

/** A DSSE v1 envelope (github.com/secure-systems-lab/dsse, envelope.md); `payload` is canonical base64. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

/**
 * Checks the form of an envelope that came from outside; nothing in it is believed yet. Exact key sets, canonical
 * base64 (stricter than DSSE, which also allows the URL-safe alphabet), 1 to 16 signatures by distinct key ids,
 * payload of at most 16 MiB.
 */
export function parseEnvelope(value: unknown, faults: FaultCode | EnvelopeFaults = PACKAGE_ENVELOPE_FAULTS): Envelope {
  const codes = envelopeFaults(faults);
  const read = new FieldReader(codes.form);
  const fields = read.exact(value, 'envelope', ['payloadType', 'payload', 'signatures']);
  const payloadType = read.text(fields['payloadType'], 'payloadType', SIGNING_LIMITS.payloadTypeCharacters);
  const payload = fields['payload'];
  if (typeof payload !== 'string' || payload.length > base64Length(SIGNING_LIMITS.payloadBytes)) {
    return read.refuse('payload', 'text of at most 16 MiB');
  }
  const signatures = read.list(fields['signatures'], 'signatures', SIGNING_LIMITS.signatures).map((one) => {
    const entry = read.exact(one, 'signature', ['keyid', 'sig']);
    const sig = entry['sig'];
    if (typeof sig !== 'string' || sig.length > SIGNING_LIMITS.signatureCharacters) return read.refuse('sig', 'base64');
    return { keyid: read.sha256(entry['keyid'], 'keyid'), sig };
  });
  const distinct = new Set(signatures.map((one) => one.keyid)).size;
  if (distinct === 0 || distinct < signatures.length) read.refuse('signatures', 'one or more, each by another key');
  for (const { sig } of signatures) {
    if (requireBase64(sig, 'sig', codes).length !== SIGNATURE_BYTES) read.refuse('sig', 'a signature of 64 bytes');
  }
  if (requireBase64(payload, 'payload', codes).length > SIGNING_LIMITS.payloadBytes) {
    read.refuse('payload', 'at most 16 MiB');
  }
  return { payloadType, payload, signatures };
}

function requireBase64(text: string, place: string, codes: EnvelopeFaults): Buffer {
  const bytes = decodeCanonicalBase64(text);
  if (bytes === null) throw new Fault(codes.encoding, `${place} must be canonical base64`);
  return bytes;
}

export function signEnvelope(payloadType: string, payload: Uint8Array, keys: readonly SigningKey[]): Envelope {
  const message = preAuthenticationEncoding(payloadType, payload);
  return {
    payloadType,
    payload: Buffer.from(payload).toString('base64'),
    signatures: keys.map((key) => ({
      keyid: key.keyid,
      sig: sign(null, message, key.privateKey).toString('base64'),
    })),
  };
}

export interface EnvelopeRequirement {
  readonly payloadType: string;
  /** Keys that may sign, by key id. */
  readonly keys: ReadonlyMap<string, KeyObject>;
  /** How many distinct keys must have signed. */
  readonly threshold: number;
  readonly faults?: FaultCode | EnvelopeFaults;
  /**
   * What to do with signatures by other keys: refuse the envelope (the default, so that no byte of it is beyond the
   * check), or ignore them (a trust root on its own also carries signatures of its predecessor's keys).
   */
  readonly foreignSignatures?: 'refuse' | 'ignore';
}

/**
 * Returns the payload bytes when a threshold of distinct keys signed them under this payload type (DSSE v1,
 * Ed25519). Stricter than DSSE: a signature that names a known key and does not verify refuses the envelope.
 */
export function verifyEnvelope(envelope: Envelope, requirement: EnvelopeRequirement): Buffer {
  const codes = envelopeFaults(requirement.faults ?? PACKAGE_ENVELOPE_FAULTS);
  if (envelope.payloadType !== requirement.payloadType) {
    throw new Fault(codes.payloadType, `the payload type must be ${requirement.payloadType}`);
  }
  if (requirement.threshold < 1) throw new RangeError('a threshold is at least 1');
  const payload = requireBase64(envelope.payload, 'payload', codes);
  const message = preAuthenticationEncoding(envelope.payloadType, payload);
  const accepted = new Set<string>();
  for (const { keyid, sig } of envelope.signatures) {
    const key = requirement.keys.get(keyid);
    if (key === undefined) {
      if (requirement.foreignSignatures === 'ignore') continue;
      throw new Fault(codes.signature, `key ${keyid.slice(0, 8)} may not sign this document`);
    }
    if (!verify(null, message, key, requireBase64(sig, 'sig', codes))) {
      throw new Fault(codes.signature, `the signature by key ${keyid.slice(0, 8)} does not verify`);
    }
    accepted.add(keyid);
  }
  if (accepted.size < requirement.threshold) {
    throw new Fault(codes.signature, `${accepted.size} of ${requirement.threshold} needed keys have signed`);
  }
  return payload;
}
