import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SECTION_NAMES, sectionLayout } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import { attachmentsOf, MAGIC, stateHashOf } from '@pksn/package-format';
import { PAYLOAD_TYPES, signEnvelope } from '@pksn/signing';
import type { Envelope, SigningKey } from '@pksn/signing';
import type { FixedVendor } from './fixed-vendor';
import { MemorySnapshot } from './memory-snapshot';

/** A JSON value that a test may bend in any way. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- hostile packages need values that no type allows
export type Loose = any;

export interface DraftSection {
  name: SectionName;
  /** Records of each chunk; a spec may put anything here. */
  chunks: Buffer[][];
}

/**
 * A package in the making, written apart from PackageWriter so that it can be wrong in every way and yet be signed.
 * `seal` computes what a right manifest would say, and then lets the hooks spoil it.
 */
export interface Draft {
  vendor: FixedVendor;
  facts: Loose;
  codec: 'none' | 'gzip';
  below: MemorySnapshot | null;
  sections: DraftSection[];
  trust: Envelope[];
  licensing: Envelope[];
}

export interface Hooks {
  /** Stored chunks, before their digests are taken. */
  stored?: (stored: Buffer[]) => void;
  manifest?: (manifest: Loose) => void;
  payload?: (text: string) => string | Buffer;
  envelope?: (envelope: Loose) => void;
  block?: (block: Loose) => void;
  /** The chunks as they go into the file, after the manifest was signed. */
  file?: (stored: Buffer[]) => void;
  signers?: readonly SigningKey[];
  payloadType?: string;
}

export function seal(draft: Draft, hooks: Hooks = {}): Buffer {
  const raw = draft.sections.flatMap(({ name, chunks }) => chunks.map((records) => ({ name, records })));
  const stored = raw.map(({ records }) => store(Buffer.concat(records), draft.codec));
  hooks.stored?.(stored);
  const manifest: Loose = manifestOf(draft, raw, stored);
  hooks.manifest?.(manifest);
  const text = JSON.stringify(manifest);
  const payload = Buffer.from(hooks.payload?.(text) ?? text);
  const signers = [...(hooks.signers ?? draft.vendor.packageKeys)].sort((a, b) => (a.keyid < b.keyid ? -1 : 1));
  const envelope = signEnvelope(hooks.payloadType ?? PAYLOAD_TYPES.packageManifest, payload, signers);
  hooks.envelope?.(envelope);
  const block: Loose = { trust: draft.trust, manifest: envelope, licensing: draft.licensing };
  hooks.block?.(block);
  hooks.file?.(stored);
  return assemble(Buffer.from(JSON.stringify(block)), stored);
}

export function assemble(block: Buffer, chunks: readonly Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(block.length);
  return Buffer.concat([MAGIC, length, block, ...chunks]);
}

export function store(raw: Buffer, codec: Draft['codec']): Buffer {
  if (codec === 'none') return raw;
  const stored = gzipSync(raw);
  stored[9] = 255;
  return stored;
}

interface RawChunk {
  name: SectionName;
  records: Buffer[];
}

function manifestOf(draft: Draft, raw: readonly RawChunk[], stored: readonly Buffer[]): Loose {
  const { policy, statements, ...facts } = draft.facts;
  return {
    ...facts,
    result: resultOf(draft),
    sections: draft.sections.map(sectionOf),
    codec: draft.codec,
    chunks: raw.map(({ name, records }, i) => ({
      section: name,
      size: stored[i]?.length ?? 0,
      rawSize: Buffer.concat(records).length,
      sha256: createHash('sha256')
        .update(stored[i] ?? '')
        .digest('hex'),
      firstKey: (records[0] ?? Buffer.alloc(0)).toString('hex', 0, sectionLayout(name).keyBytes),
    })),
    coverage: { file: 'full', url: 'partial', domain: 'partial', ip: 'partial', certificate: 'none', software: 'none' },
    attachments: attachmentsOf(draft),
    ...(policy === undefined ? {} : { policy }),
    ...(statements === undefined ? {} : { statements }),
  };
}

function sectionOf({ name, chunks }: DraftSection): Loose {
  const { siblings, keyBytes, recordBytes } = sectionLayout(name);
  const records = chunks.flat();
  const lengthAt = name === 'ip4' ? 4 : 16;
  const prefixLengths = [...new Set(records.map((record) => record[lengthAt] ?? 0))].sort((a, b) => a - b);
  return {
    section: name,
    siblings: siblings.map((slot) => slot.kind),
    keyBytes,
    recordBytes,
    records: records.length,
    ...(name === 'ip4' || name === 'ip6' ? { prefixLengths } : {}),
  };
}

function resultOf(draft: Draft): Loose {
  const after = draft.below ?? new MemorySnapshot();
  for (const { name, chunks } of draft.sections) after.apply(name, chunks.flat());
  const counted = SECTION_NAMES.filter((name) => sectionLayout(name).form !== 'text' && after.count(name) > 0);
  const leaves = counted.map((name) => [name, after.leaves(name) ?? Buffer.alloc(0)] as const);
  return {
    stateHash: stateHashOf(new Map(leaves)),
    counts: Object.fromEntries(counted.map((name) => [name, after.count(name)])),
  };
}
