import { FAULT_CATALOG } from '@pksn/domain';
import type { PackageImportRow } from '@pksn/store-postgres';
import { importView } from './import-view';

const at = new Date(0);
const rejected = (code: string): PackageImportRow => {
  const unknown = { feed: null, version: null, kind: null, snapshotId: null, generation: null, phase: null };
  const row = {
    id: 'i',
    fileName: 'a.rpk',
    state: 'rejected',
    code,
    detail: '/srv/data/run/7: bad footer',
    ...unknown,
  };
  return { ...row, createdAt: at, updatedAt: at } as unknown as PackageImportRow;
};

describe('an import that was refused', () => {
  it('tells what is wrong with the package', () => {
    expect(importView(rejected('PACKAGE_MAGIC'))).toMatchObject({
      detail: '/srv/data/run/7: bad footer',
      advice: FAULT_CATALOG.PACKAGE_MAGIC.advice,
    });
  });

  it('keeps the text of a defect to itself', () => {
    expect(importView(rejected('SEGMENT_CORRUPT'))).toMatchObject({
      code: 'SEGMENT_CORRUPT',
      detail: FAULT_CATALOG.SEGMENT_CORRUPT.title,
      advice: FAULT_CATALOG.SEGMENT_CORRUPT.advice,
    });
  });
});
