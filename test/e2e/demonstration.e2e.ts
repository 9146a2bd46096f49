import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Launched } from './launched';

const PORTS = ['--query-port', '0', '--admin-port', '0'];
const PROMISED = [
  { zone: 'red', threat: 'EICAR-Test-File', source: { kind: 'feed', feed: 'demo/core' } },
  { zone: 'green', product: 'Debian / coreutils / 9.1-1' },
  { zone: 'grey', threat: null, source: { kind: 'none' } },
  { zone: 'red', threat: 'Phishing.Test.SafeBrowsing' },
  { code: 'LICENSE_KEY_NOT_SUBMITTED', status: 401, provider: { name: 'Demonstration Provider' } },
];

/** Several starts in one test, on machines that do other things, too. */
jest.setTimeout(180_000);

let folder = '';
const launched: Launched[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pksn demo's-"));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const one of launched.splice(0)) await stop(one);
  rmSync(folder, { recursive: true, force: true });
});

function start(): Launched {
  const one = Launched.start(['--data', folder, ...PORTS]);
  launched.push(one);
  return one;
}

async function stop(one: Launched): Promise<void> {
  one.process.kill('SIGTERM');
  await one.ended;
}

/** Pastes every printed command into a shell and reads the answers. */
function pasteCommands(printed: string): unknown[] {
  const commands = printed.split('\n').filter((line) => line.startsWith('curl '));
  return commands.map((line): unknown =>
    JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8', stdio: 'pipe' })),
  );
}

test('a first start prints commands that give what they promise, and so does a second', async () => {
  const first = start();
  await first.ready();
  expect(pasteCommands(first.printed)).toMatchObject(PROMISED);
  expect(first.printed).toContain('evaluation');
  await stop(first);
  const second = start();
  await second.ready();
  expect(pasteCommands(second.printed)).toMatchObject(PROMISED);
});

test('a first start that is killed on the way, again and again, is completed by the next', async () => {
  for (const afterMs of [300, 1_500, 3_000, 5_000]) {
    const cut = start();
    await Promise.race([new Promise((done) => setTimeout(done, afterMs)), cut.ready().catch(() => undefined)]);
    cut.process.kill('SIGKILL');
    await cut.ended;
  }
  const last = start();
  await last.ready();
  expect(pasteCommands(last.printed)).toMatchObject(PROMISED);
});
