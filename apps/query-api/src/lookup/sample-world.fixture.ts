import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TRUST_GROUPS, encodeAlias, encodeRecord, nameKey, sectionLayout, softwareKey } from '@pksn/domain';
import type { RecordValue, SectionName } from '@pksn/domain';
import { RunFiles, RunWriter, openRun } from '@pksn/reputation-index';
import type { FeedView, OverrideRow, Run } from '@pksn/reputation-index';
import { addressKey, canonicalUrl, expressionKey, expressions, parseNetwork } from '@pksn/web-address';
import type { CurrentGeneration } from '../generation/current-generation';
import { feedWith, generationWith } from './live-generation.fixture';

/** Files of the world are numbers: every seventh is unknown, and what is known of the others differs in every way. */
export const FILES = 70;
export const hashOf = (kind: 'sha256' | 'sha1' | 'md5', n: number): Buffer =>
  createHash(kind)
    .update(`file ${String(n)}`)
    .digest();

const THREATS = [null, 'Trojan.Sample', 'Ünïcödé "quoted" \\ name', 'Worm.Other'];
type Content = Map<SectionName, Buffer[]>;

function valueOf(n: number, change: Partial<RecordValue> = {}): RecordValue {
  const threat = THREATS[n % THREATS.length] ?? null;
  return {
    zone: (['red', 'yellow', 'green'] as const)[n % 3] as 'red',
    trustGroup: n % 5 === 0 ? null : (TRUST_GROUPS[n % TRUST_GROUPS.length] ?? null),
    popularityBucket: (n * 7) % 64,
    firstSeenDay: n % 4 === 0 ? 0 : 15_000 + n * 11,
    threat: threat === null ? null : nameKey(threat),
    product: n % 6 === 0 ? nameKey('Product of ACME') : null,
    sha1: n % 3 === 0 ? null : hashOf('sha1', n),
    md5: n % 4 === 1 ? null : hashOf('md5', n),
    ...change,
  };
}

const add = (content: Content, section: SectionName, bytes: Buffer): void => {
  content.set(section, [...(content.get(section) ?? []), bytes]);
};

/** Files of two feeds that overlap and contradict each other, and some of every other kind of object. */
function contents(): Content[] {
  const [core, more]: [Content, Content] = [new Map(), new Map()];
  for (let n = 0; n < FILES; n++) {
    if (n % 7 === 0) continue;
    const [feed, other] = n % 2 === 0 ? [core, more] : [more, core];
    const layout = sectionLayout('file-sha256');
    add(feed, 'file-sha256', encodeRecord(layout, hashOf('sha256', n), valueOf(n)));
    if (n % 5 === 1)
      add(other, 'file-sha256', encodeRecord(layout, hashOf('sha256', n), valueOf(n + 1, { sha1: null })));
    if (n % 9 === 2) {
      const target = { section: 'file-sha256' as const, key: hashOf('sha256', n) };
      add(feed, 'alias-md5', encodeAlias(sectionLayout('alias-md5'), hashOf('md5', n), target));
      add(feed, 'alias-sha1', encodeAlias(sectionLayout('alias-sha1'), hashOf('sha1', n), target));
    }
    if (n % 11 === 3) add(more, 'file-md5', encodeRecord(sectionLayout('file-md5'), hashOf('md5', n), valueOf(n)));
  }
  const plain = valueOf(3, { zone: 'red', sha1: null, md5: null });
  const url = expressionKey(expressions(canonicalUrl('http://bad.example/a/'))[0] as string);
  add(core, 'web', encodeRecord(sectionLayout('web'), url, plain));
  add(core, 'ip4', encodeRecord(sectionLayout('ip4'), addressKey(parseNetwork('192.0.2.0/24')), plain));
  add(core, 'ip6', encodeRecord(sectionLayout('ip6'), addressKey(parseNetwork('2001:db8::/64')), plain));
  const certificate = hashOf('sha256', 1);
  const sibling = { ...plain, sha1: hashOf('sha1', 1) };
  add(core, 'certificate-sha256', encodeRecord(sectionLayout('certificate-sha256'), certificate, sibling));
  add(more, 'software', encodeRecord(sectionLayout('software'), softwareKey('ACME', 'Tool', null), plain));
  for (const content of [core, more]) {
    const names = [...THREATS.filter((threat) => threat !== null), 'Product of ACME'];
    for (const name of names) add(content, 'names', packedName(name));
  }
  return [core, more];
}

function packedName(text: string): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Buffer.byteLength(text));
  return Buffer.concat([nameKey(text), length, Buffer.from(text)]);
}

const OVERRIDES: readonly OverrideRow[] = [
  { section: 'file-sha256', key: hashOf('sha256', 1), zone: 'green', owner: 'provider', reason: 'our own "tool"' },
  { section: 'file-sha1', key: hashOf('sha1', 8), zone: 'red', owner: 'provider', reason: 'seen by a sandbox' },
  { section: 'file-md5', key: hashOf('md5', 7), zone: 'grey', owner: 'provider', reason: 'Ü' },
];

/** Feeds over real index files, one in memory and one in its files, and overrides. */
export class SampleWorld {
  private constructor(
    readonly generations: CurrentGeneration,
    private readonly runs: readonly Run[],
    private readonly dir: string,
  ) {}

  static async create(): Promise<SampleWorld> {
    const dir = mkdtempSync(join(tmpdir(), 'pksn-world-'));
    const runs: Run[] = [];
    const feeds: FeedView[] = [];
    for (const [n, content] of contents().entries()) {
      await writeRun(dir, String(n), content);
      const run = openRun(new RunFiles(dir).runDir(String(n)), 'all', n === 0 ? 'memory' : 'file');
      runs.push(run);
      feeds.push(feedWith(n === 0 ? 'acme/core' : 'acme/more', n, [run]));
    }
    return new SampleWorld(generationWith(OVERRIDES, feeds), runs, dir);
  }

  remove(): void {
    for (const run of this.runs) run.close();
    rmSync(this.dir, { recursive: true });
  }
}

async function writeRun(dir: string, runId: string, content: Content): Promise<void> {
  const run = await RunWriter.create(dir, runId);
  for (const [section, records] of content) {
    const writer = await run.section(sectionLayout(section), records.length);
    await writer.append(Buffer.concat(records.sort((a, b) => a.compare(b))));
    await writer.finish();
  }
  await run.publish();
}
