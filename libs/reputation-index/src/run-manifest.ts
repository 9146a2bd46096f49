import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSectionName } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import { corrupt } from './segment-layout';

export const RUN_MANIFEST = 'run.json';
const RUN_FORMAT = 1;

export interface RunSection {
  readonly section: SectionName;
  readonly records: number;
  readonly sizeBytes: number;
  /** The segment's digest, lower-case hex. */
  readonly digest: string;
}

export interface RunLeaves {
  readonly section: SectionName;
  /** SHA-256 of the leaf file, lower-case hex. */
  readonly digest: string;
}

/** What a published run consists of; its bytes follow from the run's records alone. */
export interface RunManifest {
  readonly format: 1;
  readonly runId: string;
  readonly sections: readonly RunSection[];
  readonly leaves: readonly RunLeaves[];
}

export function encodeRunManifest(
  runId: string,
  sections: readonly RunSection[],
  leaves: readonly RunLeaves[],
): string {
  return `${JSON.stringify({ format: RUN_FORMAT, runId, sections, leaves }, null, 2)}\n`;
}

/** Reads the manifest of the run in `dir`. Throws SEGMENT_CORRUPT. */
export function readRunManifest(dir: string): RunManifest {
  const path = join(dir, RUN_MANIFEST);
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isRunManifest(value)) return value;
  } catch (error) {
    throw corrupt(path, 'cannot be read', error);
  }
  throw corrupt(path, 'not a run manifest');
}

function isRunManifest(value: unknown): value is RunManifest {
  if (!isObject(value) || value['format'] !== RUN_FORMAT || typeof value['runId'] !== 'string') return false;
  const { sections, leaves } = value;
  return Array.isArray(sections) && sections.every(isRunSection) && Array.isArray(leaves) && leaves.every(isDigested);
}

function isRunSection(value: unknown): boolean {
  return isDigested(value) && isCount(value['records']) && isCount(value['sizeBytes']);
}

function isDigested(value: unknown): value is Record<string, unknown> {
  if (!isObject(value) || typeof value['section'] !== 'string' || !isSectionName(value['section'])) return false;
  return typeof value['digest'] === 'string' && /^[0-9a-f]{64}$/.test(value['digest']);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
