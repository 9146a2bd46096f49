import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const PKSN = `'${process.execPath}' '${join(ROOT, 'apps', 'cli', 'bin', 'pksn.cjs')}'`;
const page = readFileSync(join(ROOT, 'docs', 'formats.md'), 'utf8');
const examples = [...page.matchAll(/^```sh\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```)?/gm)].map(
  ([, commands = '', said = '']) => ({ commands, said }),
);

const folder = mkdtempSync(join(tmpdir(), 'pksn-formats-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/formats.md', () => {
  it('has an example of each format', () => {
    expect(examples).toHaveLength(6);
  });

  it.each(examples)('shows what %# says', ({ commands, said }) => {
    const pasted = commands.replaceAll('npx pksn', PKSN);
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', pasted], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(said);
  });
});
