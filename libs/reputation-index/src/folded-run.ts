import type { SectionLayout } from '@pksn/domain';
import { allSections } from '@pksn/domain';
import { mergedMentions, mergedPuts } from './merge-records';
import { mergedTexts } from './merge-texts';
import type { Run } from './open-run';

/**
 * Several runs that follow each other in a stack, read as the one run that says the same. Of each key the newest
 * mention counts; removals are kept, unless nothing is below. A key never has two texts. Holds a batch of each run.
 */
export class FoldedRun {
  /** `isLowest`: the first of the runs is a snapshot's first, so that there is nothing for a removal to hide. */
  constructor(
    private readonly baseFirst: readonly Run[],
    private readonly isLowest: boolean,
  ) {}

  /** Sections that any of the runs has, in the order of their ids. */
  sections(): SectionLayout[] {
    return allSections().filter(({ name }) =>
      this.baseFirst.some((run) => run.segments.has(name) || run.texts.has(name)),
    );
  }

  /** Whole records or texts, ascending, in batches of about 1 MiB. Throws SEGMENT_CORRUPT. */
  batches(section: SectionLayout): Iterable<Buffer> {
    const newestFirst = [...this.baseFirst].reverse();
    if (section.form === 'text') {
      const texts = newestFirst.flatMap((run) => run.texts.get(section.name) ?? []);
      return mergedTexts(
        texts.map((segment) => segment.scan()),
        section.keyBytes,
      );
    }
    const segments = newestFirst.flatMap((run) => run.segments.get(section.name) ?? []);
    const records = segments.reduce((sum, segment) => sum + segment.records, 0);
    const merge = this.isLowest ? mergedPuts : mergedMentions;
    return merge(
      section,
      segments.map((segment) => segment.scan()),
      records,
    );
  }
}

/** Records, or texts, in a batch of whole ones. */
export function recordsIn(section: SectionLayout, batch: Buffer): number {
  if (section.form !== 'text') return batch.length / section.recordBytes;
  let count = 0;
  for (let at = 0; at < batch.length; count++) at += section.keyBytes + 2 + batch.readUInt16BE(at + section.keyBytes);
  return count;
}
