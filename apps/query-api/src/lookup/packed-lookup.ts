import { PackedAnswerWriter } from '@pksn/contract';
import type { PackedKind, PackedQuestion, PackedRun } from '@pksn/contract';
import {
  Fault,
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_PRODUCT,
  OFFSET_THREAT,
  TRUST_GROUPS,
  TRUST_MASK,
  codeOfZone,
  defaultTrustGroup,
  sectionLayout,
  zoneOfCode,
} from '@pksn/domain';
import type { ObjectType } from '@pksn/domain';
import type { RegistryEntry } from '@pksn/licensing';
import { FILE_STATE, FileBulk, answer } from '@pksn/reputation-index';
import type { HashKind, Question } from '@pksn/reputation-index';
import type { CurrentGeneration } from '../generation/current-generation';
import { withLearnt } from '@pksn/lookup';
import { LearntFiles, isLearnt } from '../contributions/learnt-files';
import type { View } from '../generation/live-generation';
import { AskedCounts } from '../statistics/asked-counts';
import { ServiceRestrictions } from '../restrictions/service-restrictions';
import type { RequestLimits } from '../restrictions/service-restrictions';
import { packedQuestion } from './packed-questions';

const ZONE_AT = sectionLayout('file-sha256').keyBytes;
const FLAGS_AT = ZONE_AT + OFFSET_FLAGS;
const POPULARITY_AT = ZONE_AT + OFFSET_POPULARITY;
const FIRST_SEEN_AT = ZONE_AT + OFFSET_FIRST_SEEN;
const THREAT_AT = ZONE_AT + OFFSET_THREAT;
const PRODUCT_AT = ZONE_AT + OFFSET_PRODUCT;
const GROUP_BITS = TRUST_MASK;
const [SHA1, MD5] = [1, 2] as const;
const { record: RECORD, unknown: UNKNOWN, ask: ASK } = FILE_STATE;
const FILE_KINDS: Partial<Record<PackedKind, HashKind>> = {
  'file-sha256': 'sha256',
  'file-sha1': 'sha1',
  'file-md5': 'md5',
};
const [LEAST_ZONE, MOST_ZONE] = [codeOfZone('red'), codeOfZone('green')];
/** The trust group's code of a file whose record names none, by the zone's code. */
const DEFAULT_GROUPS = Uint8Array.from({ length: 8 }, (_, code) => {
  const zone = zoneOfCode(code);
  const group = zone === null ? null : defaultTrustGroup(zone, 'file');
  return group === null ? 0 : TRUST_GROUPS.indexOf(group) + 1;
});

type KeyRun = PackedRun & { readonly keys: Buffer };

interface RunPorts {
  readonly view: View;
  /** Whether the answers name the other hashes of files. */
  readonly hashes: boolean;
  readonly limits: RequestLimits | null;
}

/** QUERY-API `POST /v1/lookup/packed`: the same answers as Lookup gives, in the bytes of docs/packed-lookup.md. */
export class PackedLookup {
  private readonly out = new PackedAnswerWriter();
  private readonly bulk = new FileBulk();

  constructor(
    private readonly generations: CurrentGeneration,
    private readonly counts = new AskedCounts(),
    private readonly restrictions = ServiceRestrictions.NONE,
    private readonly learnt = new LearntFiles(),
  ) {}

  answer(
    entry: RegistryEntry,
    { hashes, runs }: PackedQuestion,
    now: number,
    rawHeaders: readonly string[] = [],
  ): Buffer {
    const generation = this.generations.current();
    const view = generation.viewOf(entry);
    const { restrictions } = this;
    const limits = now >= restrictions.from ? restrictions.limits(view, entry, rawHeaders, now) : null;
    this.out.begin(runs.reduce((sum, { count }) => sum + count, 0));
    for (const run of runs) {
      const kind = FILE_KINDS[run.kind];
      if (kind !== undefined && 'keys' in run) this.files(kind, run, { view, hashes, limits });
      else this.others(run, { view, hashes, limits });
    }
    return this.out.finish({
      epoch: generation.epoch,
      generation: generation.number,
      asOf: generation.asOf,
      stale: now >= view.freshUntil,
      coverage: view.overallCoverage,
      infrastructure: generation.infrastructure,
    });
  }

  private files(kind: HashKind, { keys, count }: KeyRun, { view, hashes, limits }: RunPorts): void {
    const { bulk, out } = this;
    const refusal = limits?.('file') ?? null;
    if (refusal !== null) {
      for (let i = 0; i < count; i++) out.error(refusal.code, refusal.detail);
      return;
    }
    bulk.ask(kind, keys, view.overrides, view.feeds);
    const keyBytes = keys.length / bulk.count;
    const learntKeys = kind === 'sha256' ? this.learnt.known : null;
    for (let i = 0; i < bulk.count; i++) {
      const learnt = learntKeys !== null && isLearnt(learntKeys, keys, i * keyBytes);
      const state = learnt ? ASK : bulk.states[i];
      if (state === UNKNOWN) {
        out.unknown();
        this.counts.sawUnknownFile(keys, i * keyBytes, keyBytes);
      } else if (state === RECORD) this.record(i, hashes);
      else this.ask('file', { type: 'file', hashKind: kind, key: bulk.key(i) }, view, hashes);
    }
    bulk.end();
  }

  /** The slot of a file whose answer is one record. */
  private record(i: number, hashes: boolean): void {
    const { bulk, out } = this;
    const feed = bulk.feed(i);
    const bytes = bulk.recordBytes(i);
    const at = bulk.recordAt(i);
    const zone = bytes[at + ZONE_AT] as number;
    if (zone < LEAST_ZONE || zone > MOST_ZONE) throw new Fault('SEGMENT_CORRUPT', 'a record without a zone');
    this.counts.sawFile(zone);
    const group = (bytes[at + FLAGS_AT] as number) & GROUP_BITS;
    const day = ((bytes[at + FIRST_SEEN_AT] as number) << 8) | (bytes[at + FIRST_SEEN_AT + 1] as number);
    out.codes(
      zone,
      group === 0 ? (DEFAULT_GROUPS[zone] as number) : group,
      bytes[at + POPULARITY_AT] as number,
      day,
      feed.names.nameAt(bytes, at + THREAT_AT),
      feed.names.nameAt(bytes, at + PRODUCT_AT),
      feed.source,
    );
    if (!hashes) return;
    const [sha1At, md5At] = [bulk.sha1At(i), bulk.md5At(i)];
    if (sha1At >= 0) out.hash(SHA1, bytes, sha1At);
    if (md5At >= 0) out.hash(MD5, bytes, md5At);
  }

  private others(run: PackedRun, { view, hashes, limits }: RunPorts): void {
    for (let i = 0; i < run.count; i++) {
      try {
        const { type, question } = packedQuestion(run, i);
        const refusal = limits?.(type) ?? null;
        if (refusal !== null) throw refusal;
        this.ask(type, question, view, hashes);
      } catch (error) {
        // Thrown before anything of this slot was written.
        if (!(error instanceof Fault)) throw error;
        this.out.error(error.code, error.detail);
      }
    }
  }

  private ask(type: ObjectType, question: Question, view: View, hashes: boolean): void {
    const { out } = this;
    const found = withLearnt(this.learnt.known, question, answer(question, view.overrides, view.feeds));
    this.counts.sawPacked(type, question, found.zone);
    out.verdict({ ...found, trustGroup: found.trustGroup ?? defaultTrustGroup(found.zone, type) });
    if (!hashes) return;
    const { sha256, sha1, md5 } = found.hashes;
    if (sha256 !== undefined) out.hash(0, sha256);
    if (sha1 !== undefined) out.hash(SHA1, sha1);
    if (md5 !== undefined) out.hash(MD5, md5);
  }
}
