import type { FaultCode, SectionName } from '@pksn/domain';
import { addressKey, ascending, put } from '../sample-content';
import type { HostileCase } from './hostile-case';
import { draftSection, manifestCase, sectionOf } from './hostile-case';
import { poke, records } from './spoilt-records';

function aliasPoke(name: string, section: SectionName, at: number, ...bytes: number[]): HostileCase {
  return poke(name, 'PACKAGE_RECORD', section, at, ...bytes);
}

export const ALIAS_CASES: readonly HostileCase[] = [
  aliasPoke('an alias to nothing', 'alias-sha1', 1, 0),
  aliasPoke('an alias of an unknown kind', 'alias-sha1', 1, 4),
  aliasPoke('a SHA-1 that leads to a SHA-1', 'alias-sha1', 1, 2),
  aliasPoke('a file that leads to a certificate', 'alias-md5', 1, 3),
  aliasPoke('a certificate that leads to a file', 'alias-certificate-sha1', 1, 1),
  aliasPoke('an alias with a zone', 'alias-sha1', 0, 1),
  aliasPoke('a reserved byte of an alias', 'alias-sha1', 2, 1),
  aliasPoke('another reserved byte of an alias', 'alias-sha1', 3, 1),
  records('bytes behind a target of 20', 'PACKAGE_RECORD', 'alias-md5', (all) => {
    for (const record of all) if (record[17] === 2) record[record.length - 1] = 1;
    return [all];
  }),
];

function address(name: string, code: FaultCode | 'accepted', section: 'ip4' | 'ip6', key: Buffer): HostileCase {
  return records(name, code, section, (all) => [ascending([...all, put(section, key)])]);
}

function tail(key: Buffer): Buffer {
  key[key.length - 1] = 1;
  return key;
}

export const ADDRESS_CASES: readonly HostileCase[] = [
  address('host bits', 'PACKAGE_RECORD', 'ip4', addressKey('ip4', [192, 0, 2, 1], 24)),
  address('a host bit right behind the prefix', 'PACKAGE_RECORD', 'ip4', addressKey('ip4', [192, 0, 2, 128], 24)),
  address('a host bit of an address of IPv6', 'PACKAGE_RECORD', 'ip6', addressKey('ip6', [0x20, 1, 0, 0, 0x80], 32)),
  address('bytes behind an address', 'PACKAGE_RECORD', 'ip4', tail(addressKey('ip4', [192, 0, 2, 0], 24))),
  address('the whole of IPv4', 'accepted', 'ip4', addressKey('ip4', [0, 0, 0, 0], 0)),
  address(
    'one address of IPv6',
    'accepted',
    'ip6',
    addressKey(
      'ip6',
      Array.from({ length: 16 }, () => 255),
      128,
    ),
  ),
  address('a prefix in odd bits', 'accepted', 'ip4', addressKey('ip4', [192, 0, 2, 128], 25)),
  {
    name: 'a prefix of 33 bits',
    code: 'PACKAGE_RECORD',
    draft: (d) => draftSection(d, 'ip4').chunks[0]?.push(put('ip4', addressKey('ip4', [255, 0, 2, 0], 33))),
    hooks: { manifest: (m) => (sectionOf(m, 'ip4').prefixLengths = [24, 32]) },
  },
  manifestCase('a prefix length that is not listed', (m) => (sectionOf(m, 'ip4').prefixLengths = [32]), {
    code: 'PACKAGE_RECORD',
  }),
  manifestCase('a listed prefix length that does not occur', (m) => (sectionOf(m, 'ip4').prefixLengths = [8, 24, 32]), {
    code: 'PACKAGE_COUNTS',
  }),
];
