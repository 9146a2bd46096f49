import { Fault } from '@pksn/domain';
import type { SectionLayout } from '@pksn/domain';
import { readChunks } from '../chunk-reader';
import type { Chunk } from '../chunk-reader';
import type { Manifest } from '../manifest';
import type { ByteSource } from '../ports';
import { StateBuilder } from '../state-builder';
import type { VerifiedHead } from '../verify-head';
import { applyDelta } from './delta';

/** An earlier package of the feed: its head was verified, and its source stands right behind the head. */
export interface BasePackage {
  readonly head: VerifiedHead;
  readonly source: ByteSource;
}

/** Throws BUILD_BASE unless the manifests are a full package of this feed and then each delta on the one before. */
export function requireChain(manifests: readonly Manifest[], feed: string, version: number): void {
  const refuse = (detail: string): never => {
    throw new Fault('BUILD_BASE', detail);
  };
  manifests.forEach((one, i) => {
    const before = manifests[i - 1];
    if (one.feed !== feed) refuse(`base ${i + 1} is of the feed ${one.feed}, not ${feed}`);
    if (before === undefined) {
      if (one.kind !== 'full') refuse(`base 1 is a delta; begin with the full package that it builds on`);
    } else if (one.base?.version !== before.version || one.base.stateHash !== before.result.stateHash) {
      refuse(`base ${i + 1} (version ${one.version}) does not build on version ${before.version}`);
    }
    if (one.version >= version) refuse(`base ${i + 1} has version ${one.version}; the new one must be higher`);
  });
}

/** The content of a full package and the deltas after it, section by section, in the order of the sections. */
export class BaseContent {
  private readonly packages: readonly SectionReader[];
  private readonly state = new StateBuilder(null);

  constructor(private readonly bases: readonly BasePackage[]) {
    this.packages = bases.map((one) => new SectionReader(one));
  }

  async *section(layout: SectionLayout): AsyncGenerator<Buffer> {
    const [full, ...deltas] = this.packages;
    if (full === undefined) return;
    let content = full.section(layout);
    for (const delta of deltas) content = applyDelta(layout, content, delta.section(layout));
    for await (const batch of content) {
      this.state.add(layout, batch);
      yield batch;
    }
  }

  /** After the last section: throws BUILD_BASE when the content is not what the last package promises. */
  requireState(): void {
    const last = this.bases[this.bases.length - 1];
    if (last === undefined) return;
    const { result } = last.head.manifest;
    if (this.state.finish().stateHash !== result.stateHash) {
      throw new Fault('BUILD_BASE', 'the base packages do not lead to the content that the last of them promises');
    }
  }
}

/** Hands out a package's chunks by section; sections are asked for in their order. */
class SectionReader {
  private readonly chunks: AsyncGenerator<Chunk, void, undefined>;
  private ahead: Promise<IteratorResult<Chunk, void>> | null = null;

  constructor({ source, head }: BasePackage) {
    this.chunks = readChunks(source, head.manifest, { hasName: () => true });
  }

  async *section(layout: SectionLayout): AsyncGenerator<Buffer> {
    for (;;) {
      this.ahead ??= this.chunks.next();
      const { value } = await this.ahead;
      if (value?.section.name !== layout.name) return;
      yield value.bytes;
      this.ahead = null;
    }
  }
}
