import { Fault } from '@pksn/domain';
import { parseLicenseStatus } from '@pksn/licensing';
import type { FaultCode } from '@pksn/domain';
import type { ByteSource, Manifest, PackageLimits, VerifiedHead } from '@pksn/package-format';
import { readChunks, readPackageHead, verifyPackageHead } from '@pksn/package-format';
import { RunFiles, RunWriter, deepRunFlaw } from '@pksn/reputation-index';
import { openTrustRoot, requireOwnKeys } from '@pksn/signing';
import { BaseContent } from './base-content';
import type { JudgementLedger } from './judgement';
import { JudgementPass, judgeStored } from './judgement';
import type {
  DiskNeed,
  FeedLedger,
  ImportLedger,
  PackageImport,
  PackageSpool,
  RunSections,
  StagedSnapshot,
  StoredRoot,
  StoredSnapshot,
} from './ports';
import { ImportProgress } from './import-progress';
import { RunBuild } from './run-build';

/** What segments with their digests, and a partition with its key, take for each byte of raw records. */
const SEGMENTS_PER_RAW = 1;
const PARTITION_PER_RAW = 3;
/** What a delta comes to when its base is damaged without showing it. */
const OF_THE_BASE: readonly FaultCode[] = ['PACKAGE_STATE', 'PACKAGE_COUNTS', 'PACKAGE_NAME'];

export interface StagerPorts {
  readonly ledger: ImportLedger;
  readonly feeds: FeedLedger;
  readonly spool: PackageSpool;
  readonly judgements: JudgementLedger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** What an import lacks that needs so much; 0: there is room. */
  readonly missingBytes: (need: DiskNeed) => Promise<number>;
}

export interface StagerSettings {
  readonly indexDir: string;
  readonly limits: PackageLimits;
}

/** What a run is made from beside its package; closed when the run is made, or is not. */
interface OpenedBuild {
  readonly head: VerifiedHead;
  readonly base: StoredSnapshot | null;
  readonly content: BaseContent | null;
  readonly judgement: JudgementPass;
}

/** Verifies a package from its first byte to its last, and makes its run durable. Faults leave nothing behind. */
export class PackageStager {
  constructor(
    private readonly ports: StagerPorts,
    private readonly settings: StagerSettings,
  ) {}

  async stage(found: PackageImport): Promise<'staged' | 'unchanged'> {
    const upload = await this.ports.spool.open(found.id);
    try {
      const head = await this.verifyHead(found.id, upload.source);
      const { manifest, manifestDigest } = head;
      await this.ports.ledger.markVerified(found.id, {
        feed: manifest.feed,
        version: manifest.version,
        kind: manifest.kind,
        manifestDigest,
        totalRecords: manifest.sections.reduce((sum, section) => sum + section.records, 0),
      });
      if (head.standing === 'same')
        return (await this.ports.feeds.takeUp(found.id, manifest.feed, manifestDigest)) ? 'staged' : 'unchanged';
      const base = await this.baseOf(manifest);
      await this.requireSpace(manifest);
      await this.build(found, upload.source, head, base);
      return 'staged';
    } finally {
      await upload.close();
    }
  }

  private async verifyHead(importId: string, source: ByteSource): Promise<VerifiedHead> {
    const stored = await this.ports.feeds.roots();
    const floors = await this.ports.feeds.floors();
    const roots = stored.map((root) => openTrustRoot(root.envelope));
    const unverified = await readPackageHead(source);
    try {
      const head = verifyPackageHead(unverified, {
        roots,
        now: this.ports.now(),
        limits: this.settings.limits,
        floorOf: (feed) => floors.get(feed) ?? null,
      });
      requireOwnKeys(head.root, roots);
      return head;
    } catch (error) {
      const { manifest } = unverified.block;
      // The floor is judged after the signatures: whatever equivocates was signed by the vendor.
      if (isEquivocation(error)) await this.ports.feeds.keepEquivocation({ importId, manifest, ...error.facts });
      throw error;
    }
  }

  private async baseOf(manifest: Manifest): Promise<StoredSnapshot | null> {
    if (manifest.base === null) return null;
    const base = await this.ports.feeds.retained(manifest.feed, manifest.base.version, manifest.base.stateHash);
    if (base !== null) return base;
    throw new Fault(
      'PACKAGE_BASE_MISSING',
      `the delta builds on version ${String(manifest.base.version)}, which is not here with that content`,
    );
  }

  private async requireSpace(manifest: Manifest): Promise<void> {
    const rawBytes = manifest.chunks.reduce((sum, chunk) => sum + chunk.rawSize, 0);
    const need = { indexBytes: SEGMENTS_PER_RAW * rawBytes, databaseBytes: PARTITION_PER_RAW * rawBytes };
    const missingBytes = await this.ports.missingBytes(need);
    if (missingBytes <= 0) return;
    const { indexBytes, databaseBytes } = need;
    throw new Fault(
      'DISK_FULL',
      `the import needs about ${String(indexBytes)} bytes for its index and ${String(databaseBytes)} in the database: ${String(missingBytes)} are missing, the reserve left alone`,
      { facts: { missingBytes } },
    );
  }

  private async build(
    found: PackageImport,
    source: ByteSource,
    head: VerifiedHead,
    base: StoredSnapshot | null,
  ): Promise<void> {
    const { indexDir } = this.settings;
    const content = base === null ? null : BaseContent.open(indexDir, base);
    try {
      const { feed } = head.manifest;
      const judgement = await JudgementPass.open(indexDir, feed, base?.runs ?? null, this.ports.judgements);
      try {
        await this.fill(found, source, { head, base, content, judgement });
      } finally {
        judgement.close();
      }
    } finally {
      content?.close();
    }
  }

  private async fill(
    found: PackageImport,
    source: ByteSource,
    { head, base, content, judgement }: OpenedBuild,
  ): Promise<void> {
    const { indexDir } = this.settings;
    const { manifest } = head;
    const licensing = head.licensing.map(({ payload }) => parseLicenseStatus(payload, head.root.vendor));
    const stage = await this.ports.feeds.openStage();
    let build: RunBuild | null = null;
    let published = false;
    try {
      const writer = await RunWriter.create(indexDir, String(stage.runId));
      build = new RunBuild(stage, writer, manifest, content, judgement);
      const progress = new ImportProgress(
        (phase, done) => this.ports.ledger.progress(found.id, phase, done),
        this.ports.now,
      );
      for await (const chunk of readChunks(source, manifest, content === null ? {} : { hasName: content.hasName })) {
        await build.add(chunk);
        progress.add(chunk.records);
      }
      // PostgreSQL makes the key of all records.
      progress.begin('sealing');
      const built = await build.finish();
      published = true;
      const stored = { feed: manifest.feed, runs: [...(base?.runs ?? []), stage.runId] };
      const judged = (await judgement.finish()) ?? (await judgeStored(indexDir, stored, this.ports.judgements));
      await stage.commit(stagedSnapshot(found, head, base, built, { licensing, judgement: judged }));
    } catch (error) {
      await stage.abandon();
      await build?.discard();
      // The commit may have reached the database although its answer did not: the janitor decides by the row.
      if (published && error instanceof Fault) await new RunFiles(indexDir).remove(String(stage.runId));
      if (error instanceof Fault && OF_THE_BASE.includes(error.code)) await requireWhole(indexDir, base);
      throw error;
    }
  }
}

/** A delta is not to be blamed for what it builds on. Fault: SEGMENT_CORRUPT. */
async function requireWhole(indexDir: string, base: StoredSnapshot | null): Promise<void> {
  const files = new RunFiles(indexDir);
  for (const run of base?.runs ?? []) {
    const flaw = await deepRunFlaw(files.runDir(String(run)), null);
    if (flaw !== null) throw new Fault('SEGMENT_CORRUPT', `run ${String(run)}: ${flaw}`);
  }
}

function isEquivocation(error: unknown): error is Fault & { facts: { feed: string; version: number } } {
  return error instanceof Fault && error.code === 'PACKAGE_EQUIVOCATION';
}

function stagedSnapshot(
  found: PackageImport,
  head: VerifiedHead,
  base: StoredSnapshot | null,
  { counts, filesDigest }: Pick<StagedSnapshot, 'counts' | 'filesDigest'>,
  more: Pick<StagedSnapshot, 'licensing' | 'judgement'>,
): StagedSnapshot {
  const sections: RunSections = {};
  for (const { section, records, prefixLengths } of head.manifest.sections) {
    sections[section] = prefixLengths === undefined ? { records } : { records, prefixLengths };
  }
  return {
    importId: found.id,
    vendor: head.root.vendor,
    manifest: head.manifest,
    manifestDigest: head.manifestDigest,
    signed: { manifest: head.manifestEnvelope, packageKeys: head.root.roles.package.keyids },
    base,
    counts,
    sections,
    filesDigest,
    rootUpdates: head.rootUpdates.map((envelope) => storedRoot(openTrustRoot(envelope))),
    ...more,
    actor: found.actor,
  };
}

/** A trust root as the store keeps it. */
export function storedRoot(root: ReturnType<typeof openTrustRoot>): StoredRoot {
  const { vendor, version, fingerprint, expires, envelope } = root;
  return { vendor, version, fingerprint, expiresAt: expires, envelope };
}
