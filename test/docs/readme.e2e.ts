import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Launched, pause } from '../e2e/launched';

const ROOT = join(__dirname, '..', '..');
const PKSN = `'${process.execPath}' '${join(ROOT, 'apps', 'cli', 'bin', 'pksn.cjs')}'`;
const blocks = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(
  ([, text]) => text ?? '',
);
const curls = blocks.find((block) => block.includes('/v1/lookup')) ?? '';
const commands = (blocks.find((block) => block.includes('vendor init')) ?? '')
  .split('\n')
  .filter((line) => line !== '');

const endpoint = (blocks.find((block) => block.includes('pksn check')) ?? '').split('\n');

let folder = '';
let data = '';
let service: Launched;
let ready: Record<string, string>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pksn-readme-'));
  chmodSync(folder, 0o755);
  data = join(folder, 'data');
  mkdirSync(join(folder, 'work'));
  service = Launched.start(['--data', data, '--query-port', '0', '--admin-port', '0']);
  ready = await service.ready();
});
afterAll(async () => {
  service.process.kill('SIGTERM');
  await service.ended;
  rmSync(folder, { recursive: true, force: true });
});

function shell(text: string, cwd: string): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', text], { cwd, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

/** A line as a newcomer pastes it, for a data folder that is elsewhere. */
const paste = (line: string): ReturnType<typeof shell> =>
  shell(
    line.replace(/(?<=^|\| )npx pksn (.*?)(\s*#.*)?$/, (_all, rest: string) => `${PKSN} ${rest} --data '${data}'`),
    join(folder, 'work'),
  );

describe('README.md', () => {
  it('asks by curl what the demonstration knows', () => {
    const { out } = shell(curls.replaceAll('https://127.0.0.1:8443', ready.query ?? ''), folder);
    const [domain, bulk, contract] = out
      .split(/(?<=\})(?=\{"(?:epoch|openapi))/)
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(domain).toMatchObject({ zone: 'red', threat: 'Malware.Demo.Site', infrastructure: 'private' });
    expect(bulk).toMatchObject({
      results: [{ zone: 'red' }, { zone: 'red', threat: 'EICAR-Test-File' }, { zone: 'green' }],
    });
    expect(contract).toMatchObject({ openapi: '3.1.0' });
  });

  it('asks about a folder and a list', () => {
    const [, folderLine = '', list = ''] = endpoint;
    expect(paste(folderLine)).toMatchObject({ code: 0, out: expect.stringContaining('"complete":true') as string });
    expect(paste(list).out).toMatch(/^red .*malware\.example.*\nred .*192\.0\.2\.66.*\n$/);
  });

  it('leads to an own vendor, package and license in ten commands', async () => {
    const [rows = '', ...ten] = commands;
    expect(ten).toHaveLength(10);
    expect(paste(rows).code).toBe(0);
    const early = ten.findIndex((line) => line.includes('NOT_SUBMITTED'));
    for (const line of ten.slice(0, early))
      expect([line, paste(line)]).toEqual([line, expect.objectContaining({ code: 0 })]);
    expect(paste(ten[early] ?? '')).toMatchObject({
      code: 77,
      err: expect.stringContaining('LICENSE_KEY_NOT_SUBMITTED') as string,
    });
    const [submit = '', lookup = '', override = ''] = ten.slice(early + 1);
    expect(paste(submit)).toMatchObject({ code: 0 });
    expect((await until(lookup, ({ code }) => code === 0)).out.split('\n').map((row) => row.split(' ')[0])).toEqual([
      'red',
      'green',
      'grey',
      '',
    ]);
    expect(paste(override)).toMatchObject({ code: 0 });
    expect((await until(lookup, ({ out }) => out.startsWith('green'))).out).toMatch(
      /^green .*override of the provider/,
    );
  });
});

/** A change is in force within a second; looks again for ten. */
async function until(
  line: string,
  right: (outcome: ReturnType<typeof shell>) => boolean,
): Promise<ReturnType<typeof shell>> {
  let outcome = paste(line);
  for (let i = 0; i < 20 && !right(outcome); i++) {
    await pause();
    outcome = paste(line);
  }
  return outcome;
}
