import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '..', '..');

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly restart?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly read_only?: boolean;
}
interface Compose {
  readonly name?: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file?: string }>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
}

const text = readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);

it('runs the production set', () => {
  const names = ['postgres', 'redis', 'migrate', 'query-api', 'admin-api', 'import-worker'];
  expect(Object.keys(compose.services)).toEqual(names);
  expect(compose.name).toBeUndefined();
});

it.each(services)('%s has an image pinned by version', (_, service) => {
  expect(service.image).toMatch(/^[a-z-]+:\d+\.\d+[\w.-]*$/);
});

it.each(services)('%s has a health check, unless it runs once', (_, service) => {
  if (service.restart === 'no') expect(service.healthcheck).toBeUndefined();
  else expect(service.healthcheck?.test.length).toBeGreaterThan(1);
});

it.each(services)('%s takes secrets as files that are declared', (_, service) => {
  for (const secret of service.secrets ?? []) expect(compose.secrets).toHaveProperty(secret);
  const values = Object.entries(service.environment ?? {});
  const named = [...values.map(([, value]) => value), ...(service.command ?? [])].flatMap((value) =>
    value.startsWith('/run/secrets/') ? [value.slice('/run/secrets/'.length)] : [],
  );
  expect([...new Set(named)].sort()).toEqual([...(service.secrets ?? [])].sort());
  for (const [name, value] of values.filter(([one]) => one !== 'PKSN_QUERY_URL')) {
    if (/password|secret|token|key|url|cert/i.test(name)) expect(value).toMatch(/^\/run\/secrets\//);
  }
});

it('keeps secrets out of the file', () => {
  for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/deploy\/secrets\//);
  expect(text).not.toMatch(/:\/\/[^\s/@]*:[^\s/@]*@/);
  expect(text).not.toMatch(/requirepass|PGPASSWORD|POSTGRES_PASSWORD:/);
  const ignored = readFileSync(path.join(ROOT, 'deploy/secrets/.gitignore'), 'utf8');
  expect(ignored.split('\n')[0]).toBe('*');
});

it('keeps database and queue inside, and evicts nothing', () => {
  expect(compose.networks.backend?.internal).toBe(true);
  for (const name of ['postgres', 'redis']) {
    expect(compose.services[name]?.ports).toBeUndefined();
    expect(compose.services[name]?.networks).toEqual(['backend']);
  }
  expect(compose.services.redis?.command?.join(' ')).toMatch(/--appendonly yes --maxmemory-policy noeviction/);
});

it('runs our processes on a read-only file system from a non-root image', () => {
  for (const name of ['migrate', 'query-api', 'admin-api', 'import-worker']) {
    expect(compose.services[name]?.read_only).toBe(true);
  }
  const lines = readFileSync(path.join(ROOT, 'deploy/Dockerfile'), 'utf8').split('\n');
  const stages = lines.filter((line) => line.startsWith('FROM '));
  expect(stages).toHaveLength(3);
  for (const stage of stages) expect(stage).toMatch(/^FROM node:24\.\d+\.\d+-[a-z]+-slim( AS \w+)?$/);
  expect(lines.lastIndexOf('USER node')).toBeGreaterThan(lines.lastIndexOf(stages[2] ?? ''));
});

it('runs a proxy in the same way, by the configuration of its bundle', () => {
  const site = parse(readFileSync(path.join(ROOT, 'deploy/proxy/docker-compose.yml'), 'utf8')) as Compose;
  const { 'ksn-proxy': proxy, ...others } = site.services;
  expect(others).toEqual({});
  expect(proxy).toMatchObject({
    image: compose.services['query-api']?.image,
    read_only: true,
    command: ['node', 'dist/apps/ksn-proxy/src/main.js', '--config', '/bundle/proxy.json'],
    ports: ['13111:13111'],
  });
});
