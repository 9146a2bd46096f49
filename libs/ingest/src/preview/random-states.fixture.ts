import type { SectionLayout, SectionName } from '@pksn/domain';
import { allSections, encodeRecord, encodeRemoval, sectionLayout, zoneIsLegal } from '@pksn/domain';
import type { Run } from '@pksn/reputation-index';
import { RunFiles, RunWriter, openRun } from '@pksn/reputation-index';

/** Numbers that look random and are the same for the same seed. */
export function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/** Records by section and key in hex; null takes the key out. */
export type Content = Map<SectionName, Map<string, Buffer | null>>;

export const RECORD_SECTIONS = allSections().filter(({ form }) => form === 'record');
const KEYS = 24;
const ZONES = ['red', 'orange', 'yellow', 'green'] as const;
const TYPES: Partial<Record<SectionName, 'file' | 'ip' | 'certificate' | 'software' | 'url'>> = {
  web: 'url',
  ip4: 'ip',
  ip6: 'ip',
  'certificate-sha256': 'certificate',
  'certificate-sha1': 'certificate',
  software: 'software',
};

/** Puts and, with `removals`, removals of a few of the keys that there are. */
export function randomContent(roll: (sides: number) => number, removals: boolean): Content {
  const content: Content = new Map();
  for (const section of RECORD_SECTIONS) {
    if (roll(4) === 0) continue;
    const records = new Map<string, Buffer | null>();
    for (let n = roll(KEYS); n > 0; n--) {
      const key = keyOf(section, roll(KEYS));
      records.set(key.toString('hex'), removals && roll(3) === 0 ? null : randomRecord(section, key, roll));
    }
    if (records.size > 0) content.set(section.name, records);
  }
  return content;
}

/** A few keys that differ in their first bytes, and a few that share a leaf. */
function keyOf(section: SectionLayout, n: number): Buffer {
  const key = Buffer.alloc(section.keyBytes);
  key[0] = (n >> 1) * 16;
  key[5] = n & 1;
  return key;
}

function randomRecord(section: SectionLayout, key: Buffer, roll: (sides: number) => number): Buffer {
  const legal = ZONES.filter((zone) => zoneIsLegal(zone, TYPES[section.name] ?? 'file'));
  return encodeRecord(section, key, {
    zone: legal[roll(legal.length)] ?? 'red',
    trustGroup: null,
    popularityBucket: roll(20),
    firstSeenDay: roll(2),
    threat: roll(2) === 0 ? null : Buffer.alloc(8, 1 + roll(5)),
    product: null,
    sha1: null,
    md5: null,
  });
}

export function bytesOf(section: SectionName, records: ReadonlyMap<string, Buffer | null>): Buffer {
  const layout = sectionLayout(section);
  const all = [...records].sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.concat(all.map(([key, bytes]) => bytes ?? encodeRemoval(layout, Buffer.from(key, 'hex'))));
}

/** What a stack of contents, base first, comes to. */
export function overlaid(contents: readonly Content[]): Content {
  const sum: Content = new Map();
  for (const content of contents) {
    for (const [section, records] of content) {
      const below = sum.get(section) ?? new Map<string, Buffer | null>();
      for (const [key, bytes] of records) {
        if (bytes === null) below.delete(key);
        else below.set(key, bytes);
      }
      sum.set(section, below);
    }
  }
  return sum;
}

export async function writeRun(dir: string, id: string, content: Content): Promise<Run> {
  const writer = await RunWriter.create(dir, id);
  for (const { name } of RECORD_SECTIONS) {
    const records = content.get(name);
    if (records === undefined) continue;
    const section = await writer.section(sectionLayout(name), records.size);
    await section.append(bytesOf(name, records));
    await section.finish();
  }
  await writer.publish();
  return openRun(new RunFiles(dir).runDir(id), 'all', 'file');
}
