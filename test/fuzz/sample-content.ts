import { createHash } from 'node:crypto';
import { encodeAlias, encodeRecord, encodeRemoval, nameKey, sectionLayout } from '@pksn/domain';
import type { RecordValue, SectionName } from '@pksn/domain';
import { encodeText } from '@pksn/package-format';
import type { DraftSection } from './package-draft';

export const NOW = Date.parse('2026-07-15T12:00:00Z');
export const THREAT = 'EICAR-Test-File';
export const PRODUCT = 'Example / Редактор / 2.1';
export const EXPRESSION = 'malware.example/payload.exe';

export function digest(algorithm: 'sha256' | 'sha1' | 'md5', text: string): Buffer {
  return createHash(algorithm).update(text).digest();
}

export function value(changes: Partial<RecordValue> = {}): RecordValue {
  const nothing = { trustGroup: null, popularityBucket: 0, firstSeenDay: 0, product: null, sha1: null, md5: null };
  return { zone: 'red', threat: nameKey(THREAT), ...nothing, ...changes };
}

export function put(name: SectionName, key: Uint8Array, changes: Partial<RecordValue> = {}): Buffer {
  return encodeRecord(sectionLayout(name), key, value(changes));
}

export function removal(name: SectionName, key: Uint8Array): Buffer {
  return encodeRemoval(sectionLayout(name), key);
}

/** An address key: address, prefix length, zeros. */
export function addressKey(name: 'ip4' | 'ip6', address: readonly number[], prefix: number): Buffer {
  const key = Buffer.alloc(sectionLayout(name).keyBytes);
  key.set(address, 0);
  key[name === 'ip4' ? 4 : 16] = prefix;
  return key;
}

export function nameEntry(text: string, key: Uint8Array = nameKey(text)): Buffer {
  return encodeText(sectionLayout('names'), key, text);
}

export function textEntry(text: string, key: Uint8Array = digest('sha256', text)): Buffer {
  return encodeText(sectionLayout('texts'), key, text);
}

export function ascending(records: readonly Buffer[]): Buffer[] {
  return [...records].sort((a, b) => a.compare(b));
}

function file(n: number): Buffer {
  const siblings = { sha1: digest('sha1', `file ${n}`), md5: digest('md5', `file ${n}`) };
  const kinds: Partial<RecordValue>[] = [
    siblings,
    { zone: 'green', threat: null, product: nameKey(PRODUCT), sha1: siblings.sha1 },
    { zone: 'yellow', trustGroup: 'high-restricted', popularityBucket: 63, firstSeenDay: 65_535, md5: siblings.md5 },
    { zone: 'green', threat: null },
  ];
  return put('file-sha256', digest('sha256', `file ${n}`), kinds[n % kinds.length]);
}

function alias(
  name: SectionName,
  key: Buffer,
  section: 'file-sha256' | 'file-sha1' | 'certificate-sha256',
  to: Buffer,
) {
  return encodeAlias(sectionLayout(name), key, { section, key: to });
}

/** A little of everything that a package may hold; the files are cut into three chunks. */
export function sampleSections(): DraftSection[] {
  const files = ascending(Array.from({ length: 12 }, (_, n) => file(n)));
  const one = (name: SectionName, ...records: Buffer[]): DraftSection => ({ name, chunks: [ascending(records)] });
  return [
    one('names', nameEntry(THREAT), nameEntry(PRODUCT)),
    one('texts', textEntry(EXPRESSION), textEntry('bad.example/')),
    { name: 'file-sha256', chunks: [files.slice(0, 5), files.slice(5, 9), files.slice(9)] },
    one('file-sha1', put('file-sha1', digest('sha1', 'only'), { md5: digest('md5', 'only') })),
    one('file-md5', put('file-md5', digest('md5', 'weak'))),
    one(
      'alias-sha1',
      ...[0, 4].map((n) =>
        alias('alias-sha1', digest('sha1', `file ${n}`), 'file-sha256', digest('sha256', `file ${n}`)),
      ),
    ),
    one(
      'alias-md5',
      alias('alias-md5', digest('md5', 'file 0'), 'file-sha256', digest('sha256', 'file 0')),
      alias('alias-md5', digest('md5', 'only'), 'file-sha1', digest('sha1', 'only')),
    ),
    one(
      'web',
      put('web', digest('sha256', EXPRESSION)),
      put('web', digest('sha256', 'bad.example/'), { zone: 'orange' }),
    ),
    one(
      'ip4',
      put('ip4', addressKey('ip4', [198, 51, 100, 0], 24)),
      put('ip4', addressKey('ip4', [203, 0, 113, 7], 32)),
    ),
    one('ip6', put('ip6', addressKey('ip6', [0x20, 1, 0x0d, 0xb8], 32), { zone: 'orange' })),
    one('certificate-sha256', put('certificate-sha256', digest('sha256', 'cert'), { sha1: digest('sha1', 'cert') })),
    one('certificate-sha1', put('certificate-sha1', digest('sha1', 'old cert'))),
    one(
      'alias-certificate-sha1',
      alias('alias-certificate-sha1', digest('sha1', 'cert'), 'certificate-sha256', digest('sha256', 'cert')),
    ),
    one('software', put('software', digest('sha256', 'software'), { zone: 'yellow' })),
  ];
}
