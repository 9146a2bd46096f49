import { createHash } from 'node:crypto';
import type { ForgedVendor } from '@pksn/testing';
import { samplePackage } from '../e2e/sample-packages';

export const FEED = 'acme/core';
const EXTRA_RECORDS = 100;

/** The file number `n` of every version; numbers from `records` on are only in full packages. */
export function fileOf(n: number): string {
  return createHash('sha256')
    .update(`file ${String(n)}`)
    .digest('hex');
}

export function threatOf(version: number): string {
  return `Test.Version.${String(version)}`;
}

/**
 * A feed whose every record names its version, so that one answer shows which content it came from. Odd versions are
 * full packages, even ones are deltas that change every record and remove a hundred.
 */
export class VersionedFeed {
  private readonly files: readonly string[];
  private newestFull: Buffer = Buffer.alloc(0);
  version = 0;

  constructor(
    private readonly vendor: ForgedVendor,
    readonly records: number,
  ) {
    this.files = Array.from({ length: records + EXTRA_RECORDS }, (_, n) => fileOf(n));
  }

  /** Whether the version holds the hundred records beyond `records`. */
  holdsExtra(version: number): boolean {
    return version % 2 === 1;
  }

  async next(): Promise<Buffer> {
    const version = ++this.version;
    const files = this.holdsExtra(version) ? this.files : this.files.slice(0, this.records);
    const rows = ['sha256,zone,threat', ...files.map((file) => `${file},red,${threatOf(version)}`)].join('\n');
    const base = this.holdsExtra(version) ? {} : { base: [this.newestFull] };
    const bytes = await samplePackage(this.vendor, { feed: FEED, version, rows, codec: 'none', ...base });
    if (this.holdsExtra(version)) this.newestFull = bytes;
    return bytes;
  }
}
