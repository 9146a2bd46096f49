import { OBJECT_TYPES, SECTION_NAMES } from '@pksn/domain';
import type { RequestPolicy } from '@pksn/signing';
import { READER_VERSION } from './limits';
import type {
  Attachments,
  Codec,
  Coverage,
  Manifest,
  ManifestChunk,
  ManifestSection,
  PackageKind,
  SnapshotState,
  Statement,
} from './manifest';

/** What the vendor says of a package; the rest of its manifest follows from the records. */
export interface ManifestFacts {
  readonly feed: string;
  readonly kind: PackageKind;
  readonly version: number;
  /** UTC in whole seconds, `2026-11-21T20:51:00Z`; `freshUntil` is later. */
  readonly created: string;
  readonly freshUntil: string;
  /** What a delta applies to; null for a full package. */
  readonly base: Manifest['base'];
  readonly codec: Codec;
  readonly coverage: Coverage;
  /** Default 1. */
  readonly minReader?: number;
  readonly policy?: readonly RequestPolicy[];
  readonly statements?: readonly Statement[];
}

export interface ManifestContent {
  readonly result: SnapshotState;
  readonly sections: readonly ManifestSection[];
  readonly chunks: readonly ManifestChunk[];
  readonly attachments: Attachments;
}

/** The manifest with its keys in the order of the format, whatever order the caller's objects have. */
export function draftManifest(facts: ManifestFacts, content: ManifestContent): Manifest {
  const { feed, kind, version, created, freshUntil, base, codec, policy, statements } = facts;
  const { result, sections, chunks, attachments } = content;
  return {
    feed,
    kind,
    version,
    created,
    freshUntil,
    minReader: facts.minReader ?? READER_VERSION,
    base: base === null ? null : { version: base.version, stateHash: base.stateHash },
    result: { stateHash: result.stateHash, counts: inOrder(SECTION_NAMES, result.counts) },
    sections,
    codec,
    chunks,
    coverage: inOrder(OBJECT_TYPES, facts.coverage) as Coverage,
    attachments,
    ...(policy === undefined ? {} : { policy: policy.map(policyInOrder) }),
    ...(statements === undefined ? {} : { statements: statements.map(statementInOrder) }),
  };
}

function inOrder<K extends string, V>(
  keys: readonly K[],
  values: Readonly<Partial<Record<K, V>>>,
): Partial<Record<K, V>> {
  const present = keys.filter((key) => values[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, values[key]])) as Partial<Record<K, V>>;
}

function policyInOrder({ objects, mode, sample, notBefore, until, reason }: RequestPolicy): RequestPolicy {
  return { objects, mode, sample, notBefore, until, reason };
}

function statementInOrder({ id, language, text }: Statement): Statement {
  return { id, language, text };
}
