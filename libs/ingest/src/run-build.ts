import type { SectionLayout, SectionName } from '@pksn/domain';
import type { BuiltState, Chunk, Manifest } from '@pksn/package-format';
import { StateBuilder, checkState } from '@pksn/package-format';
import type { SectionWriter } from '@pksn/reputation-index';
import type { RunWriter } from '@pksn/reputation-index';
import type { BaseContent } from './base-content';
import type { JudgementPass } from './judgement';
import type { RecordStage } from './ports';

/**
 * The one pass over a package's chunks: each goes to the run's partition, to its segment, and into the state hash.
 * Nothing holds more than a chunk.
 */
export class RunBuild {
  private readonly state: StateBuilder;
  private readonly expected: ReadonlyMap<SectionName, number>;
  private open: { readonly section: SectionLayout; readonly writer: SectionWriter } | null = null;

  constructor(
    private readonly stage: RecordStage,
    private readonly files: RunWriter,
    private readonly manifest: Manifest,
    base: BaseContent | null,
    private readonly judgement: Pick<JudgementPass, 'add' | 'wrote'>,
  ) {
    this.state = new StateBuilder(base);
    this.expected = new Map(manifest.sections.map((one) => [one.section, one.records]));
  }

  async add(chunk: Chunk): Promise<void> {
    const writer = await this.writerOf(chunk.section);
    const written = Promise.all([this.stage.write(chunk.section, chunk.bytes), writer.append(chunk.bytes)]);
    // Hashing runs while PostgreSQL and the disk take the chunk.
    this.state.add(chunk.section, chunk.bytes);
    this.judgement.add(chunk.section, chunk.bytes);
    await written;
  }

  private async writerOf(section: SectionLayout): Promise<SectionWriter> {
    if (this.open?.section === section) return this.open.writer;
    await this.endSection();
    const writer = await this.files.section(section, this.expected.get(section.name) ?? 0);
    this.open = { section, writer };
    return writer;
  }

  /** Ends the pass: the content must be what the vendor signed, and everything must be durable before it counts. */
  async finish(): Promise<BuiltState & { filesDigest: string }> {
    const built = this.state.finish();
    checkState(this.manifest, built);
    const sealed = this.stage.seal();
    sealed.catch(() => undefined);
    await this.endSection();
    for (const [section, digests] of built.leaves) await this.files.leafDigests(section, digests);
    await sealed;
    await this.files.publish();
    return { ...built, filesDigest: await this.files.publishedDigest() };
  }

  private async endSection(): Promise<void> {
    const { open } = this;
    if (open === null) return;
    const { path } = await open.writer.finish();
    this.open = null;
    this.judgement.wrote(open.section, path);
  }

  async discard(): Promise<void> {
    await this.open?.writer.discard().catch(() => undefined);
    await this.files.discard();
  }
}
