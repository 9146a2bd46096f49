import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { makeDirectory, removeDurable, syncDirectory, writeDurable } from '@pksn/runtime';
import { Fault, sectionLayout } from '@pksn/domain';
import type { SectionLayout, SectionName } from '@pksn/domain';
import { RunFiles, leafFileName, segmentFileName } from './run-files';
import { LEAF_FILE_BYTES, runManifestDigest } from './run-flaw';
import { RUN_MANIFEST, encodeRunManifest, readRunManifest } from './run-manifest';
import type { RunLeaves, RunManifest, RunSection } from './run-manifest';
import { SegmentWriter } from './segment-writer';
import type { SegmentInfo } from './segment-writer';
import { TextSegmentWriter } from './text-segment-writer';

/** Writes one section of a run; records and aliases as whole records, names and texts as packages carry them. */
export interface SectionWriter {
  append(bytes: Buffer): Promise<void>;
  finish(): Promise<SegmentInfo>;
  discard(): Promise<void>;
}

/**
 * Writes the files of one run beside the published ones and publishes them by one rename. Until then nothing is
 * visible; a run that was staged by a process that died is begun afresh. Faults: DISK_FULL, DATA_FOLDER.
 */
export class RunWriter {
  private readonly sections: RunSection[] = [];
  private readonly leaves: RunLeaves[] = [];

  private constructor(
    private readonly files: RunFiles,
    readonly runId: string,
    private readonly dir: string,
  ) {}

  static async create(indexDir: string, runId: string): Promise<RunWriter> {
    const files = new RunFiles(indexDir);
    const dir = files.stagedDir(runId);
    await makeDirectory(files.stagingDir);
    await removeDurable(dir);
    await makeDirectory(join(dir, 'leaves'));
    await makeDirectory(files.runsDir);
    return new RunWriter(files, runId, dir);
  }

  /** Begins a section with an exact count of records (puts and removals). One at a time, each once. */
  async section(layout: SectionLayout, expectedRecords: number): Promise<SectionWriter> {
    const path = join(this.dir, segmentFileName(layout.name));
    const kind = layout.form === 'text' ? TextSegmentWriter : SegmentWriter;
    const writer = await kind.create(path, layout, expectedRecords);
    return {
      append: (bytes) => writer.append(bytes),
      discard: () => writer.discard(),
      finish: async () => {
        const info = await writer.finish();
        const { section, records, sizeBytes, digest } = info;
        this.sections.push({ section, records, sizeBytes, digest });
        return info;
      },
    };
  }

  /** Keeps the leaf digests (2 MiB) of a section's state after this run, from which the next delta goes on. */
  async leafDigests(section: SectionName, digests: Buffer): Promise<void> {
    if (digests.length !== LEAF_FILE_BYTES) throw new RangeError('not 65,536 digests');
    await writeDurable(join(this.dir, leafFileName(section)), digests);
    this.leaves.push({ section, digest: createHash('sha256').update(digests).digest('hex') });
  }

  /**
   * Makes the run visible, whole. A run of this id that is already there is replaced: a repeated job, or a repair. With
   * `expected`, the digest of the run.json that is to come out, nothing happens when it is another one: SNAPSHOT_DAMAGED.
   */
  async publish(expected: string | null = null): Promise<RunManifest> {
    const bySection = (a: { section: SectionName }, b: { section: SectionName }): number =>
      sectionLayout(a.section).id - sectionLayout(b.section).id;
    const manifest = encodeRunManifest(this.runId, this.sections.sort(bySection), this.leaves.sort(bySection));
    if (expected !== null && createHash('sha256').update(manifest).digest('hex') !== expected)
      throw new Fault('SNAPSHOT_DAMAGED', `the records of run ${this.runId} are not those that its files were made of`);
    await writeDurable(join(this.dir, RUN_MANIFEST), manifest);
    await syncDirectory(this.dir);
    await this.files.publishStaged(this.runId);
    return readRunManifest(this.files.runDir(this.runId));
  }

  /** SHA-256 of the published run.json, hex: what later tells whether the files are the ones that were written. */
  publishedDigest(): Promise<string> {
    return runManifestDigest(this.files.runDir(this.runId));
  }

  /** Leaves no trace of an unpublished run. */
  async discard(): Promise<void> {
    await removeDurable(this.dir);
  }
}
