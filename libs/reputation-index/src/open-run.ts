import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SectionName } from '@pksn/domain';
import { sectionLayout } from '@pksn/domain';
import { openSegment } from './open-segment';
import { leafFileName, segmentFileName } from './run-files';
import { readRunManifest } from './run-manifest';
import type { RunManifest, RunSection } from './run-manifest';
import type { Segment } from './segment';
import { corrupt } from './segment-layout';
import { TextSegment } from './text-segment';

/** 'auto' holds segments of up to 16 MiB in memory: deltas are asked before their base on every lookup. */
export type SegmentMode = 'file' | 'memory' | 'auto';
const AUTO_MEMORY_BYTES = 16 << 20;

/** The open segments of one published run. */
export interface Run {
  readonly runId: string;
  readonly dir: string;
  readonly manifest: RunManifest;
  readonly segments: ReadonlyMap<SectionName, Segment>;
  readonly texts: ReadonlyMap<SectionName, TextSegment>;
  close(): void;
}

/**
 * Opens a published run, or those of its sections that are asked for. Sections that the run does not have are
 * left out. Throws SEGMENT_CORRUPT; then nothing stays open.
 */
export function openRun(dir: string, sections: readonly SectionName[] | 'all', mode: SegmentMode): Run {
  const manifest = readRunManifest(dir);
  const segments = new Map<SectionName, Segment>();
  const texts = new Map<SectionName, TextSegment>();
  const close = (): void => {
    for (const open of [...segments.values(), ...texts.values()]) open.close();
  };
  try {
    for (const declared of manifest.sections) {
      if (sections !== 'all' && !sections.includes(declared.section)) continue;
      const path = join(dir, segmentFileName(declared.section));
      const memory = mode === 'memory' || (mode === 'auto' && declared.sizeBytes <= AUTO_MEMORY_BYTES);
      if (sectionLayout(declared.section).form === 'text') {
        const opened = TextSegment.open(path, { memory });
        texts.set(declared.section, opened);
        checkDeclared(path, opened, declared);
      } else {
        const opened = openSegment(path, { memory });
        segments.set(declared.section, opened);
        checkDeclared(path, opened, declared);
      }
    }
  } catch (error) {
    close();
    throw error;
  }
  return { runId: manifest.runId, dir, manifest, segments, texts, close };
}

function checkDeclared(path: string, opened: Segment | TextSegment, declared: RunSection): void {
  const same = opened.section.name === declared.section && opened.records === declared.records;
  if (!same || opened.sizeBytes !== declared.sizeBytes) throw corrupt(path, 'not the segment that run.json names');
}

/** The leaf digests (2 MiB) of a section's state after the run in `dir`; null when it has none. Throws SEGMENT_CORRUPT. */
export function readLeafDigests(dir: string, section: SectionName): Buffer | null {
  const declared = readRunManifest(dir).leaves.find((leaves) => leaves.section === section);
  if (declared === undefined) return null;
  const path = join(dir, leafFileName(section));
  let digests: Buffer;
  try {
    digests = readFileSync(path);
  } catch (error) {
    throw corrupt(path, 'cannot be read', error);
  }
  if (createHash('sha256').update(digests).digest('hex') !== declared.digest) throw corrupt(path, 'was altered');
  return digests;
}
