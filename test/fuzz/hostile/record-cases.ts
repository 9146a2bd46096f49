import { nameKey, sectionLayout } from '@pksn/domain';
import type { RecordValue, SectionName } from '@pksn/domain';
import { addressKey, ascending, digest, put, removal } from '../sample-content';
import type { HostileCase } from './hostile-case';
import { draftSection, pokeValue } from './hostile-case';
import { poke, records } from './spoilt-records';

function zoned(section: SectionName, zone: RecordValue['zone'], code: HostileCase['code']): HostileCase {
  const key =
    section === 'ip4'
      ? addressKey('ip4', [192, 0, 2, 0], 24)
      : section === 'ip6'
        ? addressKey('ip6', [0x20, 1], 32)
        : digest('sha256', zone).subarray(0, sectionLayout(section).keyBytes);
  const edit = (all: Buffer[]): Buffer[][] => [ascending([...all, put(section, key, { zone })])];
  return records(`${zone} in ${section}`, code, section, edit);
}

const ZONES: readonly HostileCase[] = [
  ...(['file-sha256', 'file-sha1', 'file-md5', 'certificate-sha256', 'certificate-sha1', 'software'] as const).map(
    (name) => zoned(name, 'orange', 'PACKAGE_ZONE'),
  ),
  ...(['web', 'ip4', 'ip6', 'certificate-sha256', 'certificate-sha1'] as const).map((name) =>
    zoned(name, 'yellow', 'PACKAGE_ZONE'),
  ),
  ...(['web', 'ip4', 'ip6'] as const).map((name) => zoned(name, 'orange', 'accepted')),
  ...(['file-sha256', 'file-sha1', 'file-md5', 'software'] as const).map((name) => zoned(name, 'yellow', 'accepted')),
  ...[0, 5, 7, 8, 9, 0x41].map((code) => poke(`zone code ${code}`, 'PACKAGE_ZONE', 'file-sha256', 0, code)),
];

const VALUES: readonly HostileCase[] = [
  poke('an unknown trust group', 'PACKAGE_RECORD', 'web', 1, 5),
  poke('an unknown flag', 'PACKAGE_RECORD', 'web', 1, 0x40),
  poke('a reserved bit of the flags', 'PACKAGE_RECORD', 'web', 1, 0x08),
  poke('a sibling flag where there is none', 'PACKAGE_RECORD', 'web', 1, 0x10),
  poke('an MD5 flag of a certificate', 'PACKAGE_RECORD', 'certificate-sha256', 1, 0x30),
  poke('a SHA-1 flag of a SHA-1', 'PACKAGE_RECORD', 'file-sha1', 1, 0x30),
  poke('a popularity of 64', 'PACKAGE_RECORD', 'web', 2, 64),
  poke('a popularity of 63', 'accepted', 'web', 2, 63),
  poke('a reserved byte', 'PACKAGE_RECORD', 'web', 3, 1),
  poke('the first reserved byte behind the date', 'PACKAGE_RECORD', 'web', 6, 1),
  poke('the second reserved byte behind the date', 'PACKAGE_RECORD', 'web', 7, 1),
  poke('the last day', 'accepted', 'web', 4, 0xff, 0xff),
  {
    name: 'a sibling flag over zeros',
    code: 'PACKAGE_RECORD',
    draft: (d) => draftSection(d, 'certificate-sha256').chunks[0]?.[0]?.fill(0, 56),
  },
  { name: 'a sibling without its flag', code: 'PACKAGE_RECORD', draft: pokeValue('certificate-sha256', 32, 1, 0) },
  {
    name: 'a sibling that begins with zeros',
    code: 'accepted',
    draft: (d) => draftSection(d, 'certificate-sha256').chunks[0]?.[0]?.fill(0, 56, 75),
  },
];

const ORDER: readonly HostileCase[] = [
  records('records that descend', 'PACKAGE_ORDER', 'web', (all) => [all.reverse()]),
  records('a record twice', 'PACKAGE_ORDER', 'web', (all) => [[...all, ...all.slice(-1)]]),
  records('keys that differ in their last byte and descend', 'PACKAGE_ORDER', 'file-sha1', () => [
    [20, 19].map((last) => put('file-sha1', Buffer.alloc(20, last).fill(7, 0, 19))),
  ]),
  records('keys that differ in their last byte', 'accepted', 'file-sha1', () => [
    [19, 20].map((last) => put('file-sha1', Buffer.alloc(20, last).fill(7, 0, 19))),
  ]),
  records('a record twice across chunks', 'PACKAGE_SCHEMA', 'web', (all) => [all.slice(0, 1), all.slice(0, 1)]),
  records('a chunk that reaches into the next', 'PACKAGE_ORDER', 'file-sha256', (all) => [
    [...all.slice(0, 4), ...all.slice(8)],
    all.slice(4, 8),
  ]),
  records('a chunk per record', 'accepted', 'file-sha256', (all) => all.map((one) => [one])),
  records('an alias twice', 'PACKAGE_ORDER', 'alias-md5', (all) => [[...all, ...all.slice(-1)]]),
  records('the least and the greatest key', 'accepted', 'file-md5', () => [
    [Buffer.alloc(16), Buffer.alloc(16, 255)].map((key) => put('file-md5', key)),
  ]),
];

const REMOVALS: readonly HostileCase[] = [
  records('a removal in a full package', 'PACKAGE_RECORD', 'file-md5', (all) => [
    ascending([...all, removal('file-md5', Buffer.alloc(16))]),
  ]),
  records('a removed alias in a full package', 'PACKAGE_RECORD', 'alias-md5', (all) => [
    ascending([...all, removal('alias-md5', Buffer.alloc(16))]),
  ]),
  ...[0, 1, 4, 8, 24, 59].map((at): HostileCase => {
    const spoilt = removal('file-sha256', Buffer.alloc(32));
    spoilt[32 + at] = (spoilt[32 + at] ?? 0) | 1;
    return records(
      `a removal with content at ${at}`,
      'PACKAGE_RECORD',
      'file-sha256',
      (all) => [ascending([...all, spoilt])],
      'delta',
    );
  }),
  records(
    'a removal of what is not there',
    'accepted',
    'file-sha256',
    (all) => [ascending([...all, removal('file-sha256', Buffer.alloc(32))])],
    'delta',
  ),
  records(
    'a removal from a section that the base does not have',
    'accepted',
    'web',
    (all) => [ascending([...all, removal('web', Buffer.alloc(32))])],
    'delta',
  ),
];

const NAMES_IN_USE: readonly HostileCase[] = [
  records('a threat that names does not have', 'PACKAGE_NAME', 'web', (all) => [
    ascending([...all, put('web', Buffer.alloc(32), { threat: nameKey('missing') })]),
  ]),
  records('a product that names does not have', 'PACKAGE_NAME', 'software', (all) => [
    ascending([...all, put('software', Buffer.alloc(32), { product: nameKey('missing') })]),
  ]),
  { name: 'no names at all', code: 'PACKAGE_NAME', draft: (d) => d.sections.shift() },
  records(
    'a threat that neither the delta nor its base has',
    'PACKAGE_NAME',
    'web',
    (all) => [ascending([...all, put('web', Buffer.alloc(32), { threat: nameKey('missing') })])],
    'delta',
  ),
  records('a record without a name', 'accepted', 'web', (all) => [
    ascending([...all, put('web', Buffer.alloc(32), { threat: null })]),
  ]),
];

export const RECORD_CASES: readonly HostileCase[] = [...ZONES, ...VALUES, ...ORDER, ...REMOVALS, ...NAMES_IN_USE];
