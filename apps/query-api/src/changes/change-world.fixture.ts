import { createHash } from 'node:crypto';
import { encodeAlias, encodeRecord, encodeRemoval, sectionLayout } from '@pksn/domain';
import type { RecordValue, SectionName } from '@pksn/domain';
import { RunFiles, RunWriter, openRun } from '@pksn/reputation-index';
import type { Run } from '@pksn/reputation-index';
import * as fc from 'fast-check';

/*
 * Runs to make feeds of. The universe is so small that random runs contradict each other, lie in their aliases, and
 * remove what older ones put.
 */
export type Kind = 'sha256' | 'sha1' | 'md5';
export const KINDS: readonly Kind[] = ['sha256', 'sha1', 'md5'];
export const HASHES = 2;
export const hashOf = (kind: Kind, n: number): Buffer => createHash(kind).update(`${kind} ${n}`).digest();
export const webKey = (n: number): Buffer => createHash('sha256').update(`expression ${n}`).digest();

const VALUE: RecordValue = {
  zone: 'red',
  trustGroup: null,
  popularityBucket: 0,
  firstSeenDay: 0,
  threat: null,
  product: null,
  sha1: null,
  md5: null,
};
const n = fc.nat(HASHES - 1);
const zone = fc.constantFrom('red' as const, 'green' as const);
const sibling = fc.option(n);

interface Mention {
  readonly section: SectionName;
  readonly bytes: Buffer;
}
const isRemoved = fc.integer({ max: 3 }).map((one) => one === 0);
const fileMention = fc
  .tuple(fc.constantFrom(...KINDS), n, zone, sibling, sibling, isRemoved)
  .map(([kind, i, said, sha1, md5, removed]): Mention => {
    const section = `file-${kind}` as const;
    const layout = sectionLayout(section);
    const key = hashOf(kind, i);
    if (removed) return { section, bytes: encodeRemoval(layout, key) };
    const named = {
      sha1: sha1 === null || kind !== 'sha256' ? null : hashOf('sha1', sha1),
      md5: md5 === null || kind === 'md5' ? null : hashOf('md5', md5),
    };
    return { section, bytes: encodeRecord(layout, key, { ...VALUE, zone: said, ...named }) };
  });
const aliasMention = fc
  .tuple(fc.constantFrom('sha1', 'md5'), n, n, isRemoved)
  .map(([kind, i, to, removed]): Mention => {
    const section = `alias-${kind as 'sha1' | 'md5'}` as const;
    const layout = sectionLayout(section);
    const key = hashOf(kind as Kind, i);
    if (removed) return { section, bytes: encodeRemoval(layout, key) };
    return { section, bytes: encodeAlias(layout, key, { section: 'file-sha256', key: hashOf('sha256', to) }) };
  });
const webMention = fc.tuple(n, zone, isRemoved).map(([i, said, removed]): Mention => {
  const layout = sectionLayout('web');
  const bytes = removed ? encodeRemoval(layout, webKey(i)) : encodeRecord(layout, webKey(i), { ...VALUE, zone: said });
  return { section: 'web', bytes };
});
const runContent = fc.array(fc.oneof(fileMention, fileMention, aliasMention, webMention), {
  minLength: 1,
  maxLength: 7,
});

/** Writes `count` random runs, named by number from 1 on, and opens them. */
export async function writeRuns(indexDir: string, count: number, seed: number): Promise<Map<number, Run>> {
  const runs = new Map<number, Run>();
  for (const [index, mentions] of fc.sample(runContent, { numRuns: count, seed }).entries()) {
    const id = index + 1;
    await writeRun(indexDir, String(id), mentions);
    runs.set(id, openRun(new RunFiles(indexDir).runDir(String(id)), 'all', 'file'));
  }
  return runs;
}

export async function writeRun(indexDir: string, id: string, mentions: readonly Mention[]): Promise<void> {
  const writer = await RunWriter.create(indexDir, id);
  const sections = new Map<SectionName, Map<string, Buffer>>();
  for (const { section, bytes } of mentions) {
    const records = sections.get(section) ?? new Map<string, Buffer>();
    records.set(bytes.toString('latin1', 0, sectionLayout(section).keyBytes), bytes);
    sections.set(section, records);
  }
  for (const [section, records] of sections) {
    const open = await writer.section(sectionLayout(section), records.size);
    await open.append(Buffer.concat([...records.values()].sort((a, b) => a.compare(b))));
    await open.finish();
  }
  await writer.publish();
}
