import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const APPS = join(__dirname, '../../apps');

function areasIn(file: string): string[] {
  const [, list = ''] = /const AREAS = \[([^\]]*)\]/.exec(readFileSync(join(APPS, file), 'utf8')) ?? [];
  return [...list.matchAll(/'([\w-]+)'/g)].map(([, area = '']) => area);
}

it('offers a token every scope that the service knows, and no other', () => {
  const known = areasIn('admin-api/src/auth/scopes.ts');
  expect(known).toContain('licenses');
  expect(areasIn('console/src/pages/people/scopes.ts')).toEqual(known);
});
