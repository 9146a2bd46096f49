import type { ChainPoint } from './chain';
import { BrokenChain } from './chain';

export interface Checkpoint extends ChainPoint {
  readonly installation: string;
  readonly number: number;
  /** ISO 8601. */
  readonly at: string;
}

export type VerifyingKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

const PAYLOAD_TYPE = 'application/vnd.private-ksn.history-checkpoint.v1+json';
const LIMIT = 16 * 1024;

/** From SubjectPublicKeyInfo in PEM; null where this browser knows no Ed25519. Throws BrokenChain for what is no key. */
export async function verifyingKey(pem: string): Promise<VerifyingKey | null> {
  const [, body] = /-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----/.exec(pem) ?? [];
  if (body === undefined) throw new BrokenChain('checkpoint', 0);
  try {
    return await crypto.subtle.importKey('spki', bytesOf(body.replace(/\s/g, '')), { name: 'Ed25519' }, false, [
      'verify',
    ]);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return null;
    throw new BrokenChain('checkpoint', 0);
  }
}

/** Verifies, then parses, then believes: a DSSE envelope of one signature. Throws BrokenChain. */
export async function openCheckpoint(text: string, key: VerifyingKey): Promise<Checkpoint> {
  try {
    if (text.length > LIMIT) throw new Error('too long');
    const envelope = JSON.parse(text) as { payloadType: string; payload: string; signatures: { sig: string }[] };
    const [signature, ...more] = envelope.signatures;
    if (envelope.payloadType !== PAYLOAD_TYPE || signature === undefined || more.length > 0) throw new Error('form');
    const payload = bytesOf(envelope.payload);
    const signed = await crypto.subtle.verify(
      { name: 'Ed25519' },
      key,
      bytesOf(signature.sig),
      preAuthentication(payload),
    );
    if (!signed) throw new Error('signature');
    return contentOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as Record<string, unknown>);
  } catch {
    throw new BrokenChain('checkpoint', 0);
  }
}

function contentOf({ format, installation, number, sequence, hash, at }: Record<string, unknown>): Checkpoint {
  const isWhole =
    format === 1 &&
    typeof installation === 'string' &&
    Number.isSafeInteger(number) &&
    Number.isSafeInteger(sequence) &&
    typeof hash === 'string' &&
    /^[0-9a-f]{64}$/.test(hash) &&
    typeof at === 'string';
  if (!isWhole) throw new Error('content');
  return { installation, number: number as number, sequence: sequence as number, hash, at };
}

/** PAE of https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function preAuthentication(payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(
    `DSSEv1 ${String(PAYLOAD_TYPE.length)} ${PAYLOAD_TYPE} ${String(payload.length)} `,
  );
  const all = new Uint8Array(head.length + payload.length);
  all.set(head);
  all.set(payload, head.length);
  return all;
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
