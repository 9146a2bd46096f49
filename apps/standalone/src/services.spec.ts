import { loadConfig } from '@pksn/runtime';
import { serviceSettings } from './services';
import { SETTINGS } from './settings';

function settingsOf(...argv: string[]): ReturnType<typeof serviceSettings> {
  return serviceSettings({
    settings: loadConfig(SETTINGS, { argv, environment: {} }),
    folder: { root: '/data' },
    database: { urlFile: '/data/url', dir: '/data/postgres' },
    tls: { ca: '/ca', cert: '/cert', key: '/key' },
    ports: { query: 1, admin: 2 },
    queryUrl: 'https://127.0.0.1:1',
  });
}

it('hands approval of submissions to both processes that take them', () => {
  for (const [flag, value] of [
    ['--submission-approval', 'true'],
    ['--submission-approval=false', 'false'],
  ] as const) {
    const apps = settingsOf(flag);
    expect(apps['query-api']?.PKSN_SUBMISSION_APPROVAL).toBe(value);
    expect(apps['admin-api']?.PKSN_SUBMISSION_APPROVAL).toBe(value);
    expect(apps['import-worker']).not.toHaveProperty('PKSN_SUBMISSION_APPROVAL');
  }
});

it('is a network of the provider unless the global one is to be tried', () => {
  expect(settingsOf()['query-api']?.PKSN_INFRASTRUCTURE).toBe('private');
  const apps = settingsOf('--infrastructure', 'global');
  expect(apps['query-api']?.PKSN_INFRASTRUCTURE).toBe('global');
  expect(apps['admin-api']).not.toHaveProperty('PKSN_INFRASTRUCTURE');
});

it('serves metrics of the query process where a port is named', () => {
  expect(Object.keys(settingsOf()['query-api'] ?? {}).join()).not.toContain('METRICS');
  expect(settingsOf('--metrics-port', '0', '--metrics-token-file', '/t')['query-api']).toMatchObject({
    PKSN_METRICS_PORT: '0',
    PKSN_METRICS_HOST: '127.0.0.1',
    PKSN_METRICS_TOKEN_FILE: '/t',
  });
});

it('tells whoever fills the disk where the database is', () => {
  const apps = settingsOf();
  for (const name of ['admin-api', 'import-worker']) expect(apps[name]?.PKSN_DATABASE_DIR).toBe('/data/postgres');
});
