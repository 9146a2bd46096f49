import { MAGIC } from '@pksn/package-format';
import { PAYLOAD_TYPES, signEnvelope } from '@pksn/signing';
import type { Envelope, SigningKey } from '@pksn/signing';

interface Block {
  trust: Envelope[];
  manifest: Envelope;
  licensing: Envelope[];
}

/** A package with another block before the same chunks; nothing is signed anew. */
export function bent(bytes: Buffer, edit: (block: Block) => Block): Buffer {
  const length = bytes.readUInt32BE(MAGIC.length);
  const from = MAGIC.length + 4;
  const block = JSON.parse(bytes.toString('utf8', from, from + length)) as Block;
  const edited = Buffer.from(JSON.stringify(edit(block)), 'utf8');
  const head = Buffer.alloc(4);
  head.writeUInt32BE(edited.length);
  return Buffer.concat([MAGIC, head, edited, bytes.subarray(from + length)]);
}

/** The same manifest, signed by other keys. */
export function signedBy(bytes: Buffer, ...keys: SigningKey[]): Buffer {
  return bent(bytes, (block) => ({
    ...block,
    manifest: signEnvelope(PAYLOAD_TYPES.packageManifest, Buffer.from(block.manifest.payload, 'base64'), keys),
  }));
}

/** Another manifest under the signatures of the first. */
export function withManifest(bytes: Buffer, edit: (text: string) => string): Buffer {
  return bent(bytes, (block) => {
    const text = edit(Buffer.from(block.manifest.payload, 'base64').toString('utf8'));
    return { ...block, manifest: { ...block.manifest, payload: Buffer.from(text, 'utf8').toString('base64') } };
  });
}

export function flipped(bytes: Buffer, at: number): Buffer {
  const out = Buffer.from(bytes);
  out[at] = (out[at] ?? 0) ^ 1;
  return out;
}
