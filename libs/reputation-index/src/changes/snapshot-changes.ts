import type { SectionLayout } from '@pksn/domain';
import { allSections } from '@pksn/domain';
import { readLeafDigests } from '../open-run';
import type { Run } from '../open-run';
import { SectionStack } from '../section-stack';
import type { Segment } from '../segment';
import { ChangeRows } from './change-rows';
import type { SectionRows } from './change-rows';
import { RowCollector } from './row-collector';
import type { SectionState } from './section-changes';
import { differingKeys, mentionedKeys } from './section-changes';

const SECTIONS = allSections()
  .filter((section) => section.form !== 'text')
  .sort((a, b) => a.id - b.id);

/**
 * What may have changed between two snapshots of a feed, each given by its runs, base first; an empty list is a feed
 * that is not there. null: more than `limit` rows. Two snapshots on the same first runs differ at most in the keys
 * that their other runs mention; two that share none are compared by leaves. To be run in slices: it yields every few
 * hundred microseconds. Throws SEGMENT_CORRUPT.
 */
export function* snapshotChanges(
  before: readonly Run[],
  after: readonly Run[],
  limit: number,
): Generator<void, ChangeRows | null> {
  let shared = 0;
  while (shared < before.length && before[shared]?.runId === after[shared]?.runId) shared += 1;
  const isCompared = shared === 0 && before.length > 0 && after.length > 0;
  const common = before.slice(0, shared);
  const touched = [...before.slice(shared), ...after.slice(shared)];
  if (!isCompared && leastKeys(touched) > limit) return null;
  const sections: SectionRows[] = [];
  let rows = 0;
  for (const section of SECTIONS) {
    const collector = new RowCollector(section);
    const work = isCompared
      ? differingKeys(collector, stateOf(before, section), stateOf(after, section))
      : mentionedKeys(collector, segmentsOf(touched, section), stackOf(common, section));
    while (work.next().done !== true) {
      if (rows + collector.rows > limit) return null;
      yield;
    }
    rows += collector.rows;
    if (rows > limit) return null;
    if (collector.rows > 0) sections.push(collector.finish());
  }
  return new ChangeRows(sections);
}

function segmentsOf(runs: readonly Run[], section: SectionLayout): Segment[] {
  return runs.map((run) => run.segments.get(section.name)).filter((one) => one !== undefined);
}

function stackOf(runs: readonly Run[], section: SectionLayout): SectionStack | null {
  const segments = segmentsOf(runs, section).reverse();
  return segments.length === 0 ? null : new SectionStack(section, segments);
}

/** The newest run's digests are those of the whole snapshot. */
function stateOf(runs: readonly Run[], section: SectionLayout): SectionState {
  const stack = stackOf(runs, section);
  const newest = runs[runs.length - 1];
  return { stack, digests: stack === null || newest === undefined ? null : readLeafDigests(newest.dir, section.name) };
}

/** A single segment has every key once, so that this many keys have changed at least. */
function leastKeys(runs: readonly Run[]): number {
  return Math.max(0, ...runs.map((run) => segmentRecords(run)));
}

function segmentRecords(run: Run): number {
  return [...run.segments.values()].reduce((sum, segment) => sum + segment.records, 0);
}
