import { join } from 'node:path';
import { FAULT_CATALOG } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { isTest, sourceFiles } from './source-files';

/**
 * Codes that nothing raises yet, with the reason. The list can only shrink: an entry whose code is raised, or is not in
 * the catalog, fails.
 */
const RESERVED: Partial<Record<FaultCode, string>> = {};

const CODES = Object.keys(FAULT_CATALOG) as FaultCode[];
const files = sourceFiles(join(__dirname, '..', '..'));
const product = files.filter(({ path }) => !isTest(path) && path !== 'libs/domain/src/fault-catalog.ts');
/** What stands here, and specs that go through the catalog as a list, prove nothing about a code. */
const tests = files.filter(
  ({ path }) => isTest(path) && !path.startsWith('test/docs/') && path !== 'libs/domain/src/fault.spec.ts',
);

const raised = CODES.filter((code) => product.some(({ text }) => text.includes(`'${code}'`)));
const tested = CODES.filter((code) => tests.some(({ text }) => new RegExp(`\\b${code}\\b`).test(text)));

describe('fault codes', () => {
  it('were looked for in the right places', () => {
    expect(product.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['libs/nest-kit/src/fault-reply.ts', 'apps/standalone/src/main.ts']),
    );
    expect(tests.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['test/e2e/spine.e2e.ts', 'libs/signing/src/trust-root.spec.ts']),
    );
  });

  it('are all raised by the product', () => {
    expect(CODES.filter((code) => !raised.includes(code) && !(code in RESERVED))).toEqual([]);
  });

  it('are reserved only until they are raised', () => {
    expect(
      Object.keys(RESERVED).filter((code) => !CODES.includes(code as FaultCode) || raised.includes(code as FaultCode)),
    ).toEqual([]);
  });

  it('are all named by a test', () => {
    expect(CODES.filter((code) => !tested.includes(code) && !(code in RESERVED))).toEqual([]);
  });
});
