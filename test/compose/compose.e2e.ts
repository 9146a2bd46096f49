import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

/** What the compose file tells each process, told to the built process itself. */
const ROOT = path.join(__dirname, '..', '..');
const compose = parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, { command: [string, string]; environment: Record<string, string> }>;
};
const OURS = ['migrate', 'query-api', 'admin-api', 'import-worker'];

const SECRETS: Record<string, string> = {
  database_url: 'postgres://pksn:x@postgres:5432/pksn',
  queue_url: 'redis://:x@redis:6379',
  tls_cert: 'certificate',
  tls_key: 'key',
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pksn-compose-'));
  for (const [name, content] of Object.entries(SECRETS))
    writeFileSync(path.join(folder, name), content, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function serviceOf(name: string): { main: string; environment: Record<string, string> } {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`no service ${name}`);
  const entries = Object.entries(service.environment);
  const here = entries.map(([key, value]) => [key, value.replace('/run/secrets', folder).replace(/^\/data$/, folder)]);
  return { main: path.join(ROOT, service.command[1]), environment: Object.fromEntries(here) as Record<string, string> };
}

it.each(OURS)('%s accepts its configuration, and misses each part of it', (name) => {
  const { main, environment } = serviceOf(name);
  const check = (env: Record<string, string>): number | null =>
    spawnSync(process.execPath, [main, '--check-config'], { env }).status;
  expect(check(environment)).toBe(0);
  const { PKSN_DATABASE_URL_FILE: _, ...rest } = environment;
  expect(check(rest)).toBe(78);
});

it.each(OURS.slice(1))('%s knows every variable that it is given', (name) => {
  const { main, environment } = serviceOf(name);
  const script = `
    const { variableNames } = require(process.argv[1]);
    console.log(JSON.stringify(variableNames(require(process.argv[2]).CONFIG_SCHEMA)));`;
  const files = [path.join(ROOT, 'dist/libs/runtime/src/index.js'), path.join(path.dirname(main), 'config.js')];
  const known = JSON.parse(execFileSync(process.execPath, ['-e', script, ...files], { encoding: 'utf8' })) as string[];
  expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
});
