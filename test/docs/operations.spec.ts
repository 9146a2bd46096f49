import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flagName, setting, variableName } from '@pksn/runtime';

const ROOT = join(__dirname, '..', '..');
const APPS = ['query-api', 'admin-api', 'import-worker'];
const page = readFileSync(join(ROOT, 'docs', 'operations.md'), 'utf8');

/** `name: setting.kind(` in the schema of an app, as variable and flag. */
function settingsOf(app: string): string[] {
  const source = readFileSync(join(ROOT, 'apps', app, 'src', 'config.ts'), 'utf8');
  const own = [...source.matchAll(/^ {2}(\w+): setting\.(\w+)\(/gm)].map(([, property = '', kind]) => {
    const one = kind === 'secretFile' ? setting.secretFile() : setting.string();
    return `| \`${variableName(property, one)}\` | \`--${flagName(property, one)}\` |`;
  });
  expect(own.length).toBeGreaterThan(3);
  return [...own, '| `PKSN_LOG_LEVEL` | `--log-level` |'];
}

describe('docs/operations.md', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `PKSN_'));

  it.each(APPS.map((app, column) => [app, column]))(
    'lists the settings of %s, and only those, in its column',
    (app, column) => {
      const listed = rows
        .filter((row) => row.split('|')[3 + column]?.trim() !== '–')
        .map((row) => row.split('|').slice(0, 3).join('|') + '|');
      expect(listed.sort()).toEqual(settingsOf(app).sort());
    },
  );
});
