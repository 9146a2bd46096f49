/** Unit tests sit beside their code (`*.spec.ts`); tests that drive built processes live in test/ (`*.e2e.ts`). */
const { availableParallelism } = require('node:os');

const transform = {
  '^.+\\.(ts|m?js)$': [
    '@swc/jest',
    {
      module: { type: 'commonjs' },
      jsc: {
        target: 'es2022',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
    },
  ],
};
// Most of a suite that drives processes is waiting, so on two cores three run at once; Jest alone would take one.
const maxWorkers = Math.max(3, availableParallelism() - 1);
module.exports = {
  maxWorkers,
  testEnvironment: '<rootDir>/test/jest/environment.cjs',
  runtime: '<rootDir>/test/jest/runtime.cjs',
  testSequencer: '<rootDir>/test/jest/longest-first.cjs',
  globalSetup: '<rootDir>/test/jest/templates.cjs',
  globalTeardown: '<rootDir>/test/jest/remove-templates.cjs',
  testMatch: ['**/*.spec.ts', '**/*.e2e.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/data/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform,
  moduleNameMapper: {
    '^@pksn/migrations$': '<rootDir>/migrations',
    '^@pksn/([^/]+)$': '<rootDir>/libs/$1/src',
  },
  testTimeout: 60_000,
};
