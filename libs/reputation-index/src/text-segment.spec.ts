import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nameKey, sectionLayout } from '@pksn/domain';
import { AscendingTexts } from './ascending-texts';
import { inTemporaryFolder } from './segments.fixture';
import { TextSegment } from './text-segment';
import { TextSegmentWriter } from './text-segment-writer';
import { TextStack } from './text-stack';
import { verifySegment } from './verify-segment';

const NAMES = sectionLayout('names');

function packed(texts: readonly string[]): Buffer[] {
  const entries = texts.map((text) => {
    const utf8 = Buffer.from(text);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(utf8.length);
    return Buffer.concat([nameKey(text), length, utf8]);
  });
  return entries.sort((a, b) => a.subarray(0, 8).compare(b.subarray(0, 8)));
}

async function writeNames(path: string, texts: readonly string[], perAppend = 100): Promise<void> {
  const entries = packed(texts);
  const writer = await TextSegmentWriter.create(path, NAMES, entries.length);
  for (let at = 0; at < entries.length; at += perAppend)
    await writer.append(Buffer.concat(entries.slice(at, at + perAppend)));
  await writer.finish();
}

const TEXTS = [
  '',
  'Trojan.Linux.Mirai',
  'ü / naïve / 1.0',
  'x'.repeat(512),
  ...Array.from({ length: 3_000 }, (_, i) => `Name.${i}`),
];

describe('text segments', () => {
  it.each([true, false])('give back every text and no other (memory: %s)', (memory) =>
    inTemporaryFolder(async (dir) => {
      const path = join(dir, 'names.seg');
      await writeNames(path, TEXTS);
      const segment = TextSegment.open(path, { memory });
      expect(TEXTS.filter((text) => segment.get(nameKey(text)) !== text)).toEqual([]);
      expect(segment.get(nameKey('never written'))).toBeNull();
      expect(Buffer.concat([...segment.scan()]).equals(Buffer.concat(packed(TEXTS)))).toBe(true);
      segment.close();
    }),
  );

  it('have bytes that do not depend on how they were appended', () =>
    inTemporaryFolder(async (dir) => {
      await writeNames(join(dir, 'a'), TEXTS, 1);
      await writeNames(join(dir, 'b'), TEXTS, 5_000);
      expect(readFileSync(join(dir, 'a')).equals(readFileSync(join(dir, 'b')))).toBe(true);
    }));

  it('may be empty', () =>
    inTemporaryFolder(async (dir) => {
      await writeNames(join(dir, 'n'), []);
      const segment = TextSegment.open(join(dir, 'n'), { memory: false });
      expect(segment.get(nameKey('a'))).toBeNull();
      expect([...segment.scan()]).toEqual([]);
      segment.close();
    }));

  it('give back the same when they are asked in order, and what is asked out of order', () =>
    inTemporaryFolder(async (dir) => {
      const path = join(dir, 'names');
      const many = Array.from({ length: 9_000 }, (_, i) => `Name.${i}`);
      await writeNames(path, many);
      const segment = TextSegment.open(path, { memory: false });
      const ascending = new AscendingTexts(segment);
      const asked = [...many.filter((_, i) => i % 3 !== 0), ...many.map((text) => `not ${text}`)];
      const inOrder = asked.sort((a, b) => nameKey(a).compare(nameKey(b)));
      const known = new Set(many);
      for (const text of [...inOrder, ...inOrder.slice(0, 20)])
        expect(ascending.get(nameKey(text))).toBe(known.has(text) ? text : null);
      segment.close();
    }));

  it('fail verification when a text was altered', () =>
    inTemporaryFolder(async (dir) => {
      const path = join(dir, 'names.seg');
      await writeNames(path, TEXTS);
      await expect(verifySegment(path)).resolves.toHaveLength(64);
      const bytes = readFileSync(path);
      const at = bytes.indexOf('Name.77');
      bytes[at] = 0x6e;
      writeFileSync(path, bytes);
      await expect(verifySegment(path)).rejects.toMatchObject({ code: 'SEGMENT_CORRUPT' });
    }));

  it.each([[Buffer.alloc(9)], [Buffer.from('00000000000000010005ab', 'hex')]])('refuse a part of a text', (bytes) =>
    inTemporaryFolder(async (dir) => {
      const writer = await TextSegmentWriter.create(join(dir, 'n'), NAMES, 1);
      await expect(writer.append(bytes)).rejects.toThrow('not whole texts');
      await writer.discard();
    }),
  );
});

describe('TextStack', () => {
  it('knows the texts of all its segments, each once, also when its cache is too small for them', () =>
    inTemporaryFolder(async (dir) => {
      const many = Array.from({ length: 20_000 }, (_, i) => `Many.${i}`);
      await writeNames(join(dir, 'new'), ['both', 'new', ...many]);
      await writeNames(join(dir, 'old'), ['both', 'old']);
      const segments = ['new', 'old'].map((name) => TextSegment.open(join(dir, name), { memory: true }));
      const stack = new TextStack(segments, NAMES.keyBytes);
      const all = ['both', 'new', 'old', ...many];
      expect(
        [...all, ...all].filter((text) => stack.nameAt(Buffer.concat([Buffer.of(1), nameKey(text)]), 1) !== text),
      ).toEqual([]);
      expect(stack.nameAt(nameKey('unknown'), 0)).toBeNull();
      expect(stack.nameAt(Buffer.alloc(8), 0)).toBeNull();
      expect(Buffer.concat([...stack.scan()]).equals(Buffer.concat(packed(all)))).toBe(true);
      segments.forEach((segment) => segment.close());
    }));
});
