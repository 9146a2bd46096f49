import { createHash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { FieldReader, PACKAGE_ENVELOPE_FAULTS, parseEnvelope } from '@pksn/signing';
import type { Envelope } from '@pksn/signing';
import { FORMAT_BOUNDS } from './limits';
import type { Attachments } from './manifest';

/** The signed documents at the head of a package. */
export interface Block {
  readonly trust: readonly Envelope[];
  readonly manifest: Envelope;
  readonly licensing: readonly Envelope[];
}

/** The one spelling of a block: compact JSON, keys in the order of the interfaces. */
export function blockBytes({ trust, manifest, licensing }: Block): Buffer {
  return Buffer.from(JSON.stringify({ trust, manifest, licensing }), 'utf8');
}

export function attachmentsOf(block: Pick<Block, 'trust' | 'licensing'>): Attachments {
  const digest = (documents: readonly Envelope[]): string =>
    createHash('sha256').update(JSON.stringify(documents), 'utf8').digest('hex');
  return { trust: digest(block.trust), licensing: digest(block.licensing) };
}

/**
 * Reads the form of a block; nothing in it is believed yet. A block is refused unless it is spelled in the one way
 * in which it would be written again: white space, another order of keys, a duplicate key or a needless escape could
 * be changed without touching a signature. Throws PACKAGE_BLOCK_MALFORMED, PACKAGE_ENCODING.
 */
export function parseBlock(bytes: Buffer): Block {
  const read = new FieldReader('PACKAGE_BLOCK_MALFORMED');
  const fields = read.exact(read.json(bytes, 'header'), 'header', ['trust', 'manifest', 'licensing']);
  const envelopes = (name: 'trust' | 'licensing', limit: number): Envelope[] =>
    read.list(fields[name], name, limit).map((one) => parseEnvelope(one, PACKAGE_ENVELOPE_FAULTS));
  const block: Block = {
    trust: envelopes('trust', FORMAT_BOUNDS.trustUpdates),
    manifest: parseEnvelope(fields['manifest'], PACKAGE_ENVELOPE_FAULTS),
    licensing: envelopes('licensing', FORMAT_BOUNDS.licensingDocuments),
  };
  if (!keyIdsAscend(block.manifest)) read.refuse('signatures of the manifest', 'in ascending order of key ids');
  if (!blockBytes(block).equals(bytes)) throw new Fault('PACKAGE_BLOCK_MALFORMED', 'the header is not compact JSON');
  return block;
}

function keyIdsAscend(envelope: Envelope): boolean {
  return envelope.signatures.every((one, i, all) => i === 0 || (all[i - 1]?.keyid ?? '') < one.keyid);
}
