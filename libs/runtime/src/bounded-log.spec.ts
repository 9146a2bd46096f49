import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BoundedLog } from './bounded-log';
import { childEnvironment } from './child-environment';

test('a log keeps its last two parts, and starts a new one at every start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-'));
  const path = join(folder, 'app.log');
  const log = new BoundedLog(path, 10);
  for (const line of ['first line\n', 'second line\n', 'third']) log.write(line);
  expect(readFileSync(path, 'utf8')).toBe('third');
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('second line\n');
  log.close();
  log.write('lost');
  new BoundedLog(path).close();
  expect(readFileSync(`${path}.1`, 'utf8')).toBe('third');
  expect(readdirSync(folder)).toHaveLength(2);
});

test('a log that cannot be written is lost, and nothing fails', () => {
  expect(() => new BoundedLog('/nonexistent/app.log').write('x')).not.toThrow();
});

test('a child gets its settings and PATH, and nothing else of ours', () => {
  process.env['CANARY_SECRET'] = 'canary';
  const environment = childEnvironment({ PKSN_PORT: '1' });
  expect(environment).toMatchObject({ PKSN_PORT: '1', PATH: process.env['PATH'] });
  expect(JSON.stringify(environment)).not.toContain('canary');
});
