import { nameKey, sectionLayout } from '@pksn/domain';
import type { SectionName } from '@pksn/domain';
import { FeedView } from './answer/feed-view';
import type { FeedFacts } from './answer/feed-view';
import { openRun } from './open-run';
import { RunFiles } from './run-files';
import { RunWriter } from './run-writer';
import { ascending } from './segments.fixture';

/** What a run of a test feed puts or removes: whole records, in any order, and the names that they use. */
export interface RunContent {
  readonly records: readonly { readonly section: SectionName; readonly bytes: Buffer }[];
  readonly names?: readonly string[];
}

const NO_COVERAGE: FeedFacts['coverage'] = {
  file: 'none',
  url: 'none',
  domain: 'none',
  ip: 'none',
  certificate: 'none',
  software: 'none',
};

function packedName(text: string): Buffer {
  const utf8 = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(utf8.length);
  return Buffer.concat([nameKey(text), length, utf8]);
}

async function writeRun(indexDir: string, runId: string, content: RunContent): Promise<void> {
  const run = await RunWriter.create(indexDir, runId);
  const bySection = new Map<SectionName, Buffer[]>();
  if (content.names !== undefined) bySection.set('names', [...new Set(content.names)].map(packedName));
  for (const { section, bytes } of content.records) bySection.set(section, [...(bySection.get(section) ?? []), bytes]);
  for (const [name, records] of bySection) {
    const layout = sectionLayout(name);
    const writer = await run.section(layout, records.length);
    await writer.append(Buffer.concat(ascending(records)));
    await writer.finish();
  }
  await run.publish();
}

/** A feed over real files; runs are given newest first. */
export async function feedOf(
  indexDir: string,
  facts: Partial<FeedFacts> & Pick<FeedFacts, 'feed'>,
  runsNewestFirst: readonly RunContent[],
): Promise<FeedView> {
  const runs = [];
  for (const [age, content] of runsNewestFirst.entries()) {
    const runId = `${facts.feed.replaceAll('/', '-')}-${age}`;
    await writeRun(indexDir, runId, content);
    runs.push(openRun(new RunFiles(indexDir).runDir(runId), 'all', age === 0 ? 'memory' : 'file'));
  }
  const prefixLengths = { ip4: [8, 16, 24, 32], ip6: [32, 48, 64, 128] };
  const plain = { priority: 0, version: 1, freshUntil: 0, activatedAt: 0, coverage: NO_COVERAGE, prefixLengths };
  return new FeedView({ ...plain, ...facts }, runs);
}

export function closeFeeds(feeds: readonly FeedView[]): void {
  for (const feed of feeds) for (const run of feed.runs) run.close();
}
