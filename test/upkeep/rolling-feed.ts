import { createHash } from 'node:crypto';
import type { ForgedVendor } from '@pksn/testing';
import { samplePackage } from '../e2e/sample-packages';

export const FEED = 'acme/rolling';
const FILES = 80;
const HEADER = 'sha256,md5,domain,ip,zone,threat';

const hashOf = (kind: string, n: number): string =>
  createHash('sha256')
    .update(`${kind} ${String(n)}`)
    .digest('hex');

/** What is asked: files by their hashes, domains, addresses; some known, some removed, some never heard of. */
export const OBJECTS: readonly Record<string, string>[] = Array.from({ length: FILES }, (_, n) => [
  { file: hashOf('file', n) },
  { file: hashOf('md5', n).slice(0, 32) },
  { domain: `host${String(n)}.example` },
  { ip: `198.51.${String(n)}.7` },
]).flat();

/** A feed whose every delta adds, changes and removes a few records of several sections. */
export class RollingFeed {
  private readonly packages: Buffer[] = [];

  constructor(private readonly vendor: ForgedVendor) {}

  get version(): number {
    return this.packages.length;
  }

  /** The next package: the first one is full. */
  async next(): Promise<Buffer> {
    const version = this.version + 1;
    const bytes = await samplePackage(this.vendor, {
      feed: FEED,
      version,
      rows: rowsOf(version),
      base: this.packages,
      codec: 'none',
    });
    this.packages.push(bytes);
    return bytes;
  }
}

/** Object n is away in every seventh version, and says the last version in which it changed. */
function rowsOf(version: number): string {
  const rows = [HEADER];
  for (let n = 0; n < FILES; n++) {
    if ((n + version) % 7 === 0) continue;
    const changed = Math.max(1, version - ((version + n) % 5));
    const threat = `Rolling.${String(n)}.${String(changed)}`;
    const md5 = n % 2 === 0 ? hashOf('md5', n).slice(0, 32) : '';
    rows.push(`${hashOf('file', n)},${md5},,,red,${threat}`);
    rows.push(`,,host${String(n)}.example,,${n % 3 === 0 ? 'orange' : 'red'},${threat}`);
    rows.push(`,,,198.51.${String(n)}.0/24,red,${threat}`);
  }
  return rows.join('\n');
}
