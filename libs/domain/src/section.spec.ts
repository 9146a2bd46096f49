import { SECTION_NAMES, allSections, isSectionName, sectionById, sectionLayout } from './section';

describe('sections', () => {
  it('keep their numbers and widths: packages, segments and PostgreSQL hold them', () => {
    expect(
      allSections().map(({ id, name, form, keyBytes, recordBytes }) => [id, name, form, keyBytes, recordBytes]),
    ).toEqual([
      [1, 'names', 'text', 8, 0],
      [2, 'texts', 'text', 32, 0],
      [3, 'file-sha256', 'record', 32, 92],
      [4, 'file-sha1', 'record', 20, 60],
      [5, 'file-md5', 'record', 16, 40],
      [6, 'alias-sha1', 'alias', 20, 56],
      [7, 'alias-md5', 'alias', 16, 52],
      [8, 'web', 'record', 32, 56],
      [9, 'ip4', 'record', 8, 32],
      [10, 'ip6', 'record', 20, 44],
      [11, 'certificate-sha256', 'record', 32, 76],
      [12, 'certificate-sha1', 'record', 20, 44],
      [13, 'alias-certificate-sha1', 'alias', 20, 56],
      [14, 'software', 'record', 32, 56],
    ]);
  });

  it('are found by name and by number', () => {
    expect(allSections().map((layout) => layout.name)).toEqual(SECTION_NAMES);
    for (const layout of allSections()) {
      expect(sectionLayout(layout.name)).toBe(layout);
      expect(sectionById(layout.id)).toBe(layout);
      expect(isSectionName(layout.name)).toBe(true);
    }
    for (const name of ['', 'File-SHA256', 'toString', '__proto__']) expect(isSectionName(name)).toBe(false);
    for (const id of [0, 15, -1, 1.5]) expect(() => sectionById(id)).toThrow(RangeError);
  });

  it('hold sibling hashes behind the value, without gaps', () => {
    for (const { keyBytes, recordBytes, siblings, form } of allSections()) {
      if (form !== 'record') continue;
      let end = keyBytes + 24;
      for (const slot of siblings) {
        expect(slot.offset).toBe(end);
        end += slot.bytes;
      }
      expect(recordBytes).toBe(end);
    }
  });
});
