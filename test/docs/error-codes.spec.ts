import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_CATALOG } from '@pksn/domain';
import { ERROR_CODES_PAGE, catalogParts, errorCodesPage } from './error-codes-page';

const ROOT = join(__dirname, '..', '..');

describe('docs/error-codes.md', () => {
  it('is what the catalog gives; if not: node test/bin/run-built.cjs docs/error-codes', () => {
    expect(readFileSync(join(ROOT, ERROR_CODES_PAGE), 'utf8')).toBe(errorCodesPage(ROOT));
  });

  it('lists every code once, under a heading', () => {
    const source = readFileSync(join(ROOT, 'libs', 'domain', 'src', 'fault-catalog.ts'), 'utf8');
    expect(catalogParts(source).flatMap(({ codes }) => codes)).toEqual(Object.keys(FAULT_CATALOG));
  });
});
