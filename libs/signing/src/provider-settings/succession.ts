import { Fault } from '@pksn/domain';
import { decodeCanonicalBase64 } from '../base64';
import { parseEnvelope, signEnvelope, verifyEnvelope } from '../envelope';
import type { Envelope } from '../envelope';
import { FieldReader } from '../field-reader';
import { SIGNING_LIMITS } from '../limits';
import { PAYLOAD_TYPES } from '../payload-types';
import { keyIdOf, PUBLIC_KEY_BYTES, publicKeyFromRaw } from '../signing-key';
import type { SigningKey } from '../signing-key';
import { SETTINGS_ENVELOPE_FAULTS } from './settings-faults';

/** One change of the provider's key, as its predecessor signed it. Keys are raw, in canonical base64. */
export interface Succession {
  readonly from: string;
  readonly to: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly envelope: Envelope;
}

/** The predecessor names its successor. `now` in milliseconds. */
export function signSuccession(predecessor: SigningKey, successor: Uint8Array, now: number): Succession {
  const statement = {
    from: predecessor.publicKey.toString('base64'),
    to: Buffer.from(successor).toString('base64'),
    createdAt: new Date(now).toISOString(),
  };
  const payload = Buffer.from(JSON.stringify(statement), 'utf8');
  return openSuccession(signEnvelope(PAYLOAD_TYPES.providerSuccession, payload, [predecessor]));
}

/**
 * Reads a statement of succession and checks that the key which it calls the predecessor signed it, alone. Whether that
 * key is trusted is judged by `followSuccessions`. Faults: SETTINGS_MALFORMED, SETTINGS_UNTRUSTED.
 */
export function openSuccession(source: unknown): Succession {
  const read = new FieldReader('SETTINGS_MALFORMED');
  const envelope = parseEnvelope(source, SETTINGS_ENVELOPE_FAULTS);
  // It names the key that signs it, so it is parsed before it is verified; all of it is bounded.
  const bytes = decodeCanonicalBase64(envelope.payload) ?? Buffer.alloc(0);
  const fields = read.exact(read.json(bytes, 'succession'), 'succession', ['from', 'to', 'createdAt']);
  const from = parsePublicKey(read, fields['from'], 'succession.from');
  const to = parsePublicKey(read, fields['to'], 'succession.to');
  read.instant(fields['createdAt'], 'succession.createdAt');
  const raw = Buffer.from(from, 'base64');
  verifyEnvelope(envelope, {
    payloadType: PAYLOAD_TYPES.providerSuccession,
    keys: new Map([[keyIdOf(raw), publicKeyFromRaw(raw)]]),
    threshold: 1,
    faults: SETTINGS_ENVELOPE_FAULTS,
  });
  return { from, to, createdAt: String(fields['createdAt']), envelope };
}

/** A list that leads without a gap or a return from one key to the next. Faults: SETTINGS_MALFORMED, SETTINGS_UNTRUSTED. */
export function openSuccessions(value: unknown): readonly Succession[] {
  const read = new FieldReader('SETTINGS_MALFORMED');
  const chain = read.list(value, 'successions', SIGNING_LIMITS.successions).map(openSuccession);
  chain.forEach((one, i) => {
    const previous = chain[i - 1];
    if (previous !== undefined && previous.to !== one.from) read.refuse('successions', 'in order and without a gap');
  });
  const keys = [...chain.slice(0, 1).map((one) => one.from), ...chain.map((one) => one.to)];
  return new Set(keys).size === keys.length ? chain : read.refuse('successions', 'to a new key each');
}

/** Requires that `key` is the trusted one, or that a chain of signed successions leads from that to it. */
export function followSuccessions(trusted: string, key: string, chain: readonly Succession[]): void {
  if (trusted === key) return;
  const begin = chain.findIndex((one) => one.from === trusted);
  if (begin >= 0 && chain.at(-1)?.to === key) return;
  throw new Fault('SETTINGS_UNTRUSTED', 'no signed succession leads from the trusted key to the one that signed this');
}

/** A raw Ed25519 key in canonical base64. */
export function parsePublicKey(read: FieldReader, value: unknown, place: string): string {
  const raw = decodeCanonicalBase64(read.text(value, place, 64));
  if (raw?.length !== PUBLIC_KEY_BYTES) return read.refuse(place, '32 bytes in canonical base64');
  return String(value);
}
