import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '@pksn/domain';
import { configCheckRequested, loadConfig } from './config';
import { setting } from './setting';
import { settingHelp } from './setting-help';
import { variableNames } from './setting-name';
import { unreadVariables } from './unread-variables';

const schema = {
  databaseUrl: setting.secretFile(),
  queryPort: setting.port({ default: 8443 }),
  dataDir: setting.path(),
  workers: setting.integer({ min: 1, max: 8, default: 2 }),
  mode: setting.oneOf(['redis', 'postgres'], { default: 'postgres' }),
  maxAge: setting.duration({ default: 1000 }),
  empty: setting.boolean(),
  note: setting.string({ optional: true }),
};
const secret = join(mkdtempSync(join(tmpdir(), 'config-')), 'url');
writeFileSync(secret, 'postgres://u:canary@h/db\n');
const environment = { PKSN_DATABASE_URL_FILE: secret, PKSN_DATA_DIR: 'here' };

function violations(argv: string[], env: Record<string, string> = environment): string[] {
  try {
    loadConfig(schema, { argv, environment: env });
  } catch (error) {
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    return (error as Fault).facts.violations as string[];
  }
  return [];
}

test('flags win over variables, defaults fill the rest, and nothing can be changed', () => {
  const config = loadConfig(schema, {
    argv: ['--query-port', '1', '--mode=redis', '--empty', '--max-age', '72h', '--check-config'],
    environment: { ...environment, PKSN_QUERY_PORT: '2', PKSN_WORKERS: '8' },
  });
  expect(config).toEqual({
    databaseUrl: 'postgres://u:canary@h/db',
    queryPort: 1,
    dataDir: join(process.cwd(), 'here'),
    workers: 8,
    mode: 'redis',
    maxAge: 259_200_000,
    empty: true,
    note: null,
  });
  expect(() => Object.assign(config, { queryPort: 3 })).toThrow(TypeError);
});

test('all violations come at once, by name and never by value', () => {
  const found = violations(
    ['--query-port=canary', '--workers', '9', '--nonsense=canary', 'canary', '--mode', 'canary'],
    {
      PKSN_DATABASE_URL_FILE: '/nonexistent/file',
      PKSN_MAX_AGE: 'canary',
      PKSN_EMPTY: 'canary',
      PKSN_NOTE: '',
    },
  );
  expect(found.map((one) => one.split(' ')[0])).toEqual([
    '--nonsense',
    'argument',
    'PKSN_DATABASE_URL_FILE',
    '--query-port',
    'PKSN_DATA_DIR',
    '--workers',
    '--mode',
    'PKSN_MAX_AGE',
    'PKSN_EMPTY',
    'PKSN_NOTE',
  ]);
  expect(found.join()).not.toContain('canary');
});

test('a flag without its value, or twice, is a violation', () => {
  expect(violations(['--query-port', '--empty'])).toEqual(['--query-port needs a value']);
  expect(violations(['--empty', '--empty'])).toEqual(['--empty is given twice']);
});

test('an empty secret file is refused by name', () => {
  const empty = `${secret}.empty`;
  writeFileSync(empty, '\n');
  expect(violations([], { ...environment, PKSN_DATABASE_URL_FILE: empty })).toEqual([
    'PKSN_DATABASE_URL_FILE names an empty file',
  ]);
});

test('the variables of a schema can be listed, and --check-config is recognized', () => {
  expect(variableNames(schema).slice(0, 2)).toEqual(['PKSN_DATABASE_URL_FILE', 'PKSN_QUERY_PORT']);
  expect(configCheckRequested(['--check-config'])).toBe(true);
  expect(configCheckRequested([])).toBe(false);
});

it('makes the default of a path absolute, as it does with a given one', () => {
  const paths = { data: setting.path({ default: 'data' }) };
  expect(loadConfig(paths, { argv: [], environment: {} }).data).toBe(join(process.cwd(), 'data'));
  expect(loadConfig(paths, { argv: ['--data', 'other'], environment: {} }).data).toBe(join(process.cwd(), 'other'));
});

test('a switch takes its value with a space, too, and leaves other arguments alone', () => {
  const emptyOf = (...argv: string[]): unknown => loadConfig(schema, { argv, environment }).empty;
  expect([emptyOf('--empty', 'false'), emptyOf('--empty', 'yes'), emptyOf('--empty')]).toEqual([false, true, true]);
  expect(violations(['--empty', 'stray'])).toEqual(['argument 2 is not a flag']);
});

test('variables that nobody reads are named, those of tests aside', () => {
  const set = { ...environment, PKSN_METRICS_PORT: '1', PKSN_TEST_SEED: '1', PATH: '/', PKSN_EMPTY: 'true' };
  expect(unreadVariables(schema, set)).toEqual(['PKSN_METRICS_PORT']);
});

test('help names every setting with its flag, its variable and what it is without', () => {
  const help = settingHelp('a-process', schema);
  expect(help).toMatch(/^ {2}--empty \[true\|false\] +PKSN_EMPTY +default false$/m);
  expect(help).toMatch(/^ {2}--database-url-file VALUE +PKSN_DATABASE_URL_FILE +required$/m);
  expect(help).toMatch(/^ {2}--note VALUE +PKSN_NOTE +optional$/m);
});
