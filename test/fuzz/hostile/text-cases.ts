import { createHash } from 'node:crypto';
import type { Draft } from '../package-draft';
import { ascending, nameEntry, textEntry } from '../sample-content';
import type { HostileCase } from './hostile-case';
import { draftSection, manifestCase, sectionOf } from './hostile-case';

/** An entry of any bytes under the right key. */
function entry(keyBytes: 8 | 32, text: Buffer | string, declaredLength?: number): Buffer {
  const body = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(declaredLength ?? body.length);
  return Buffer.concat([createHash('sha256').update(body).digest().subarray(0, keyBytes), length, body]);
}

function added(section: 'names' | 'texts', ...entries: Buffer[]): (draft: Draft) => void {
  return (draft) => {
    const found = draftSection(draft, section);
    found.chunks = [ascending([...found.chunks.flat(), ...entries])];
  };
}

function named(name: string, code: HostileCase['code'], text: Buffer | string): HostileCase {
  return { name, code, draft: added('names', entry(8, text)) };
}

function texted(name: string, code: HostileCase['code'], text: Buffer | string): HostileCase {
  return { name, code, draft: added('texts', entry(32, text)) };
}

export const TEXT_CASES: readonly HostileCase[] = [
  {
    name: 'a name under another key',
    code: 'PACKAGE_NAME',
    draft: added('names', nameEntry('Trojan', Buffer.alloc(8))),
  },
  named('a line feed in a name', 'PACKAGE_NAME', 'a\nb'),
  named('an escape sequence in a name', 'PACKAGE_NAME', 'a\u001b[31mb'),
  named('a NUL in a name', 'PACKAGE_NAME', 'a\0'),
  named('a delete character in a name', 'PACKAGE_NAME', 'a\u007f'),
  named('a control character above ASCII in a name', 'PACKAGE_NAME', 'é\u0085'),
  named('a line separator in a name', 'PACKAGE_NAME', 'a\u2028b'),
  named('a control character behind other letters', 'PACKAGE_NAME', 'é\t'),
  named('invalid UTF-8 in a name', 'PACKAGE_NAME', Buffer.from([0x61, 0xff])),
  named('overlong UTF-8 in a name', 'PACKAGE_NAME', Buffer.from([0xc0, 0xaf])),
  named('a surrogate in UTF-8', 'PACKAGE_NAME', Buffer.from([0xed, 0xa0, 0x80])),
  named('half a letter', 'PACKAGE_NAME', Buffer.from([0x61, 0xc3])),
  named('an empty name', 'PACKAGE_RECORD', ''),
  named('a name of 513 bytes', 'PACKAGE_RECORD', 'n'.repeat(513)),
  named('a name of 512 bytes', 'accepted', 'n'.repeat(512)),
  named('a name beyond the basic plane', 'accepted', 'Троян 🦠'),
  { name: 'a name longer than its chunk', code: 'PACKAGE_RECORD', draft: added('names', entry(8, 'Trojan', 400)) },
  {
    name: 'half an entry at the end',
    code: 'PACKAGE_RECORD',
    draft: (d) => draftSection(d, 'names').chunks[0]?.push(Buffer.alloc(9, 255)),
  },
  {
    name: 'a name twice',
    code: 'PACKAGE_ORDER',
    draft: (d) =>
      draftSection(d, 'names').chunks[0]?.push(draftSection(d, 'names').chunks[0]?.at(-1) ?? Buffer.alloc(0)),
  },
  { name: 'names that descend', code: 'PACKAGE_ORDER', draft: (d) => draftSection(d, 'names').chunks[0]?.reverse() },
  {
    name: 'names in chunks that overlap',
    code: 'PACKAGE_ORDER',
    draft: (d) => {
      const all = ascending([...draftSection(d, 'names').chunks.flat(), nameEntry('one more')]);
      draftSection(d, 'names').chunks = [[...all.slice(0, 1), ...all.slice(2)], all.slice(1, 2)];
    },
  },
  { name: 'a name that no record uses', code: 'accepted', draft: added('names', nameEntry('unused')) },
  manifestCase('more names than there are', (m) => (sectionOf(m, 'names').records = 3), { code: 'PACKAGE_COUNTS' }),
  manifestCase('fewer names than there are', (m) => (sectionOf(m, 'names').records = 1), { code: 'PACKAGE_COUNTS' }),
  manifestCase('fewer texts than there are', (m) => (sectionOf(m, 'texts').records = 1), { code: 'PACKAGE_COUNTS' }),
  {
    name: 'a text under another key',
    code: 'PACKAGE_NAME',
    draft: added('texts', textEntry('x.example/', Buffer.alloc(32))),
  },
  texted('a space in a text', 'PACKAGE_NAME', 'x.example/a b'),
  texted('a control character in a text', 'PACKAGE_NAME', 'x.example/\r\nSet-Cookie:'),
  texted('a letter above ASCII in a text', 'PACKAGE_NAME', Buffer.from('ex\u00e4mple/', 'latin1')),
  texted('an empty text', 'PACKAGE_RECORD', ''),
  texted('a text of 8,193 bytes', 'PACKAGE_RECORD', 't'.repeat(8193)),
  texted('a text of 8,192 bytes', 'accepted', 't'.repeat(8192)),
  texted('a text of no web record', 'accepted', 'unused.example/'),
];
