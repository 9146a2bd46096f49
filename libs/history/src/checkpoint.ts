import { createHash } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { FieldReader, PAYLOAD_TYPES, parseEnvelope, signEnvelope, verifyEnvelope } from '@pksn/signing';
import type { SigningKey } from '@pksn/signing';
import type { ChainPoint } from './chain-entry';
import { HISTORY_LIMITS } from './limits';

export const CHECKPOINT_CAUSES = ['first', 'entries', 'time', 'activation', 'request', 'break'] as const;
export type CheckpointCause = (typeof CHECKPOINT_CAUSES)[number];

/** A person's word for why the chain does not go on from the checkpoint before, such as a restored backup. */
export interface AcceptedBreak {
  readonly actor: string;
  readonly reason: string;
}

/** What the installation vouches for: its history had this many entries, of which the last had this hash. */
export interface Checkpoint extends ChainPoint {
  /** The identity of the installation, a UUID. */
  readonly installation: string;
  /** 1 for the first checkpoint of a folder, and one more each time. */
  readonly number: number;
  /** Milliseconds since 1970, whole seconds when read back. */
  readonly at: number;
  readonly cause: CheckpointCause;
  /** SHA-256 of the payload of checkpoint `number - 1`, in hex; null for the first. */
  readonly previous: string | null;
  readonly accepted: AcceptedBreak | null;
}

export interface OpenedCheckpoint extends Checkpoint {
  /** SHA-256 of its payload, in hex. */
  readonly digest: string;
}

const FORMAT = 1;
const CODE = 'HISTORY_CHECKPOINT';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KEYS = ['format', 'installation', 'number', 'sequence', 'hash', 'at', 'cause', 'previous', 'accepted'];

/** The text of a checkpoint: a DSSE envelope in JSON, signed by the history key, and a line break. */
export function signCheckpoint(checkpoint: Checkpoint, key: SigningKey): string {
  const { installation, number, sequence, hash, at, cause, previous, accepted } = checkpoint;
  const time = `${new Date(at).toISOString().slice(0, 19)}Z`;
  const payload = { format: FORMAT, installation, number, sequence, hash, at: time, cause, previous, accepted };
  const bytes = Buffer.from(JSON.stringify(payload), 'utf8');
  return `${JSON.stringify(signEnvelope(PAYLOAD_TYPES.historyCheckpoint, bytes, [key]))}\n`;
}

/** Verify, then parse, then believe. Fault: HISTORY_CHECKPOINT. */
export function openCheckpoint(
  text: string,
  key: { readonly keyid: string; readonly publicKey: KeyObject },
): OpenedCheckpoint {
  const read = new FieldReader(CODE);
  if (text.length > HISTORY_LIMITS.checkpointCharacters) {
    return read.refuse('a checkpoint', `of at most ${HISTORY_LIMITS.checkpointCharacters} characters`);
  }
  const envelope = parseEnvelope(read.json(Buffer.from(text, 'utf8'), 'a checkpoint'), CODE);
  const payload = verifyEnvelope(envelope, {
    payloadType: PAYLOAD_TYPES.historyCheckpoint,
    keys: new Map([[key.keyid, key.publicKey]]),
    threshold: 1,
    faults: CODE,
  });
  return { ...content(read, payload), digest: createHash('sha256').update(payload).digest('hex') };
}

function content(read: FieldReader, payload: Buffer): Checkpoint {
  const fields = read.exact(read.json(payload, 'the payload'), 'the payload', KEYS);
  read.integer(fields['format'], 'format', FORMAT, FORMAT);
  const installation = read.text(fields['installation'], 'installation', 36);
  if (!UUID.test(installation)) read.refuse('installation', 'a UUID');
  const cause = CHECKPOINT_CAUSES.find((one) => one === fields['cause']);
  return {
    installation,
    number: read.integer(fields['number'], 'number', 1, Number.MAX_SAFE_INTEGER),
    sequence: read.integer(fields['sequence'], 'sequence', 0, Number.MAX_SAFE_INTEGER),
    hash: read.sha256(fields['hash'], 'hash'),
    at: read.instant(fields['at'], 'at'),
    cause: cause ?? read.refuse('cause', CHECKPOINT_CAUSES.join(', ')),
    previous: fields['previous'] === null ? null : read.sha256(fields['previous'], 'previous'),
    accepted: fields['accepted'] === null ? null : acceptedBreak(read, fields['accepted']),
  };
}

function acceptedBreak(read: FieldReader, value: unknown): AcceptedBreak {
  const fields = read.exact(value, 'accepted', ['actor', 'reason']);
  return {
    actor: read.text(fields['actor'], 'actor', HISTORY_LIMITS.actorCharacters),
    reason: read.text(fields['reason'], 'reason', HISTORY_LIMITS.reasonCharacters),
  };
}
