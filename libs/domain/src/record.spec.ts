import fc from 'fast-check';
import type { RecordValue } from './record';
import { recordFlaw } from './record-flaw';
import {
  ALIAS_TARGET_KINDS,
  FLAG_MD5,
  FLAG_SHA1,
  OFFSET_ALIAS_KIND,
  OFFSET_FIRST_SEEN,
  OFFSET_FLAGS,
  OFFSET_POPULARITY,
  OFFSET_ZONE,
  REMOVE_BIT,
  codeOfZone,
  decodeAlias,
  decodeRecord,
  encodeAlias,
  encodeRecord,
  encodeRemoval,
  isRemoval,
  zoneOfCode,
} from './record';
import type { AliasTargetSection } from './record';
import type { SectionLayout, SectionName } from './section';
import { VALUE_BYTES, allSections, sectionLayout } from './section';
import { TRUST_GROUPS } from './zone';
import type { Zone } from './zone';

type RecordZone = Exclude<Zone, 'grey'>;

const NETWORK: readonly SectionName[] = ['web', 'ip4', 'ip6'];
const PROGRAMS: readonly SectionName[] = ['file-sha256', 'file-sha1', 'file-md5', 'software'];
const RECORDS = allSections().filter((layout) => layout.form === 'record');
const ALIASES = allSections().filter((layout) => layout.form === 'alias');

/** The zones of DOMAIN: orange for network objects only, yellow for files and software only. */
function legalZones(layout: SectionLayout): RecordZone[] {
  const zones: RecordZone[] = ['red', 'green'];
  if (NETWORK.includes(layout.name)) zones.push('orange');
  if (PROGRAMS.includes(layout.name)) zones.push('yellow');
  return zones;
}

const bytes = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Buffer.from(array));
/** An absent hash or name is stored as zeros, so zeros are no hash and no name. */
const present = (length: number): fc.Arbitrary<Buffer> =>
  bytes(length).filter((value) => value.some((byte) => byte !== 0));

function keys(layout: SectionLayout): fc.Arbitrary<Buffer> {
  if (layout.name !== 'ip4' && layout.name !== 'ip6') return bytes(layout.keyBytes);
  const addressBytes = layout.name === 'ip4' ? 4 : 16;
  return fc.tuple(bytes(addressBytes), fc.integer({ min: 0, max: addressBytes * 8 })).map(([address, prefix]) => {
    const key = Buffer.alloc(layout.keyBytes);
    for (let bit = 0; bit < prefix; bit++)
      key[bit >> 3] = (key[bit >> 3] ?? 0) | ((address[bit >> 3] ?? 0) & (0x80 >> (bit & 7)));
    key[addressBytes] = prefix;
    return key;
  });
}

function values(layout: SectionLayout): fc.Arbitrary<RecordValue> {
  const sibling = (kind: 'sha1' | 'md5'): fc.Arbitrary<Buffer | null> => {
    const slot = layout.siblings.find((one) => one.kind === kind);
    return slot === undefined ? fc.constant(null) : fc.option(present(slot.bytes), { nil: null });
  };
  return fc.record({
    zone: fc.constantFrom(...legalZones(layout)),
    trustGroup: fc.option(fc.constantFrom(...TRUST_GROUPS), { nil: null }),
    popularityBucket: fc.integer({ min: 0, max: 63 }),
    firstSeenDay: fc.integer({ min: 0, max: 0xffff }),
    threat: fc.option(present(8), { nil: null }),
    product: fc.option(present(8), { nil: null }),
    sha1: sibling('sha1'),
    md5: sibling('md5'),
  });
}

const plain = (layout: SectionLayout, zone: RecordZone = 'red'): Buffer =>
  encodeRecord(layout, Buffer.alloc(layout.keyBytes), {
    zone,
    trustGroup: null,
    popularityBucket: 0,
    firstSeenDay: 0,
    threat: null,
    product: null,
    sha1: null,
    md5: null,
  });

/** The record of `plain` with one byte of its value changed. */
function altered(layout: SectionLayout, offset: number, value: number): Buffer {
  const record = plain(layout);
  record[layout.keyBytes + offset] = value;
  return record;
}

describe.each(RECORDS.map((layout) => [layout.name, layout] as const))('records of %s', (_name, layout) => {
  it('come back from their bytes as they were, at any place of a buffer, and are without flaw', () => {
    fc.assert(
      fc.property(keys(layout), values(layout), fc.integer({ min: 0, max: 70 }), (key, value, offset) => {
        const record = encodeRecord(layout, key, value);
        expect(record).toHaveLength(layout.recordBytes);
        expect(record.subarray(0, layout.keyBytes)).toEqual(key);
        const inside = Buffer.concat([Buffer.alloc(offset, 0xff), record, Buffer.alloc(5, 0xff)]);
        expect(decodeRecord(layout, inside, offset)).toEqual(value);
        expect(isRemoval(layout, inside, offset)).toBe(false);
        expect(recordFlaw(layout, inside, offset, false)).toBeNull();
      }),
    );
  });

  it('have one spelling: whatever bytes pass the check are those that their meaning is written as', () => {
    fc.assert(
      fc.property(
        keys(layout),
        values(layout),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (key, value, place, change) => {
          const record = encodeRecord(layout, key, value);
          const at = layout.keyBytes + (place % (layout.recordBytes - layout.keyBytes));
          record[at] = (record[at] ?? 0) ^ change;
          if (isRemoval(layout, record) || recordFlaw(layout, record, 0, false) !== null) return;
          const meaning = decodeRecord(layout, record);
          expect(encodeRecord(layout, record.subarray(0, layout.keyBytes), meaning)).toEqual(record);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('may be removed only where removals are allowed, by a record of nothing but its key', () => {
    fc.assert(
      fc.property(keys(layout), fc.nat(), (key, place) => {
        const removal = encodeRemoval(layout, key);
        expect(isRemoval(layout, removal)).toBe(true);
        expect(recordFlaw(layout, removal, 0, true)).toBeNull();
        expect(recordFlaw(layout, removal, 0, false)).toBe('form');
        expect(() => decodeRecord(layout, removal)).toThrow(RangeError);
        removal[layout.keyBytes + 1 + (place % (VALUE_BYTES - 1))] = 1;
        expect(recordFlaw(layout, removal, 0, true)).toBe('form');
      }),
    );
  });

  it('take the zones that are legal for them, and no others', () => {
    const legal = legalZones(layout).map(codeOfZone);
    for (let code = 0; code < 0x80; code++) {
      const expected = legal.includes(code) ? null : 'zone';
      expect([code, recordFlaw(layout, altered(layout, OFFSET_ZONE, code), 0, true)]).toEqual([code, expected]);
    }
  });

  it('keep reserved bytes, unknown flags and impossible numbers out', () => {
    for (const offset of [3, 6, 7]) expect(recordFlaw(layout, altered(layout, offset, 1), 0, false)).toBe('form');
    for (const flag of [0x08, 0x40, 0x80])
      expect(recordFlaw(layout, altered(layout, OFFSET_FLAGS, flag), 0, false)).toBe('form');
    for (const group of [5, 6, 7])
      expect(recordFlaw(layout, altered(layout, OFFSET_FLAGS, group), 0, false)).toBe('form');
    expect(recordFlaw(layout, altered(layout, OFFSET_POPULARITY, 63), 0, false)).toBeNull();
    expect(recordFlaw(layout, altered(layout, OFFSET_POPULARITY, 64), 0, false)).toBe('form');
    expect(recordFlaw(layout, altered(layout, OFFSET_FIRST_SEEN, 0xff), 0, false)).toBeNull();
  });

  it('name the sibling hashes that they hold, and only those', () => {
    for (const [kind, flag] of [
      ['sha1', FLAG_SHA1],
      ['md5', FLAG_MD5],
    ] as const) {
      const slot = layout.siblings.find((one) => one.kind === kind);
      // A flag without its hash, with or without a slot for it.
      expect(recordFlaw(layout, altered(layout, OFFSET_FLAGS, flag), 0, false)).toBe('form');
      if (slot === undefined) continue;
      const unnamed = plain(layout);
      unnamed[slot.offset + slot.bytes - 1] = 1;
      expect(recordFlaw(layout, unnamed, 0, false)).toBe('form');
    }
  });
});

describe.each(ALIASES.map((layout) => [layout.name, layout] as const))('aliases of %s', (_name, layout) => {
  const legal: Readonly<Record<string, readonly AliasTargetSection[]>> = {
    'alias-sha1': ['file-sha256'],
    'alias-md5': ['file-sha256', 'file-sha1'],
    'alias-certificate-sha1': ['certificate-sha256'],
  };
  const sections = Object.keys(ALIAS_TARGET_KINDS) as AliasTargetSection[];
  const target = (section: AliasTargetSection): Buffer => Buffer.alloc(sectionLayout(section).keyBytes, 0xa5);

  it('lead where they were told to', () => {
    fc.assert(
      fc.property(
        bytes(layout.keyBytes),
        fc.constantFrom(...(legal[layout.name] ?? [])),
        fc.nat(9),
        (key, section, offset) => {
          const alias = encodeAlias(layout, key, { section, key: target(section) });
          expect(alias).toHaveLength(layout.recordBytes);
          const inside = Buffer.concat([Buffer.alloc(offset, 0xff), alias]);
          expect(decodeAlias(layout, inside, offset)).toEqual({ section, key: target(section) });
          expect(recordFlaw(layout, inside, offset, false)).toBeNull();
        },
      ),
    );
  });

  it.each(sections)('to %s: legal only from a weaker hash of the same kind of object', (section) => {
    const alias = encodeAlias(layout, Buffer.alloc(layout.keyBytes, 7), { section, key: target(section) });
    expect(recordFlaw(layout, alias, 0, false)).toBe(legal[layout.name]?.includes(section) === true ? null : 'form');
  });

  it('keep unknown kinds, reserved bytes and bytes behind a short target out', () => {
    const alias = (section: AliasTargetSection): Buffer =>
      encodeAlias(layout, Buffer.alloc(layout.keyBytes), { section, key: target(section) });
    const at = layout.keyBytes;
    const broken = (offset: number, value: number): Buffer => {
      const out = alias(legal[layout.name]?.[0] ?? 'file-sha256');
      out[at + offset] = value;
      return out;
    };
    for (const kind of [0, 4, 255]) expect(recordFlaw(layout, broken(OFFSET_ALIAS_KIND, kind), 0, false)).toBe('form');
    for (const offset of [2, 3]) expect(recordFlaw(layout, broken(offset, 1), 0, false)).toBe('form');
    expect(recordFlaw(layout, broken(0, 1), 0, false)).toBe('form');
    expect(() => decodeAlias(layout, broken(OFFSET_ALIAS_KIND, 0))).toThrow(RangeError);
    if (layout.name !== 'alias-md5') return;
    const long = alias('file-sha1');
    long[layout.recordBytes - 1] = 1;
    expect(recordFlaw(layout, long, 0, false)).toBe('form');
  });

  it('may be removed only where removals are allowed', () => {
    const removal = encodeRemoval(layout, Buffer.alloc(layout.keyBytes, 1));
    expect([recordFlaw(layout, removal, 0, true), recordFlaw(layout, removal, 0, false)]).toEqual([null, 'form']);
    removal[layout.recordBytes - 1] = 1;
    expect(recordFlaw(layout, removal, 0, true)).toBe('form');
  });
});

describe.each([
  ['ip4', 4],
  ['ip6', 16],
] as const)('keys of %s', (name, addressBytes) => {
  const layout = sectionLayout(name);
  const keyed = (edit: (key: Buffer) => void): Buffer => {
    const record = plain(layout);
    edit(record);
    return record;
  };

  it('have no bit behind their prefix, for puts and removals alike', () => {
    for (let prefix = 0; prefix <= addressBytes * 8; prefix++) {
      for (const bit of [prefix - 1, prefix]) {
        if (bit < 0 || bit >= addressBytes * 8) continue;
        const set = (record: Buffer): void => {
          record[addressBytes] = prefix;
          record[bit >> 3] = 0x80 >> (bit & 7);
        };
        const removal = encodeRemoval(layout, Buffer.alloc(layout.keyBytes));
        set(removal);
        const expected = bit < prefix ? null : 'form';
        expect([prefix, bit, recordFlaw(layout, keyed(set), 0, false)]).toEqual([prefix, bit, expected]);
        expect([prefix, bit, recordFlaw(layout, removal, 0, true)]).toEqual([prefix, bit, expected]);
      }
    }
  });

  it('have a prefix that fits the address, and zeros behind it', () => {
    expect(
      recordFlaw(
        layout,
        keyed((key) => (key[addressBytes] = addressBytes * 8)),
        0,
        false,
      ),
    ).toBeNull();
    expect(
      recordFlaw(
        layout,
        keyed((key) => (key[addressBytes] = addressBytes * 8 + 1)),
        0,
        false,
      ),
    ).toBe('form');
    expect(
      recordFlaw(
        layout,
        keyed((key) => (key[layout.keyBytes - 1] = 1)),
        0,
        false,
      ),
    ).toBe('form');
  });
});

describe('zone codes', () => {
  it('are fixed: they are in packages, segments and PostgreSQL', () => {
    expect(
      Object.fromEntries(
        (['grey', 'red', 'orange', 'yellow', 'green'] as const).map((zone) => [zone, codeOfZone(zone)]),
      ),
    ).toEqual({
      grey: 0,
      red: 1,
      orange: 2,
      yellow: 3,
      green: 4,
    });
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(zoneOfCode)).toEqual([
      null,
      'red',
      'orange',
      'yellow',
      'green',
      null,
      null,
      null,
    ]);
    expect(zoneOfCode(REMOVE_BIT)).toBeNull();
  });
});
