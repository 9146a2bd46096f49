import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const adr = join(ROOT, 'docs', 'adr');
const pages = readdirSync(adr).map((name) => readFileSync(join(adr, name), 'utf8'));
const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies',
  Record<string, string>
>;

describe('docs/adr', () => {
  it('gives a reason for every package', () => {
    const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
    expect(packages.filter((name) => !pages.some((page) => page.includes(`\`${name}\``)))).toEqual([]);
  });

  it('lists every page', () => {
    const index = readFileSync(join(adr, 'README.md'), 'utf8');
    expect(readdirSync(adr).filter((name) => /^\d/.test(name) && !index.includes(`(${name})`))).toEqual([]);
  });
});
