import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpsCaller } from './https-caller';
import { Launched, pause } from './launched';

/** Several starts in one test, on machines that do other things, too. */
jest.setTimeout(180_000);

let folder = '';
const launched: Launched[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pksn-standalone-'));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const one of launched.splice(0)) {
    one.process.kill('SIGTERM');
    await one.ended;
  }
  rmSync(folder, { recursive: true, force: true });
});

function start(data: string, ...flags: string[]): Launched {
  const args = ['--data', data, '--empty', '--query-port', '0', '--admin-port', '0'];
  for (let at = 0; at < flags.length; at += 2) {
    const known = args.indexOf(flags[at] ?? '');
    args.splice(known, 2, ...flags.slice(at, at + 2));
  }
  const one = Launched.start(args);
  launched.push(one);
  return one;
}

/** The launcher's descendants and the server of its database. */
function family(launcher: number, data: string): Map<string, number> {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const found = new Map([
    ['postgres', Number(readFileSync(join(data, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])],
  ]);
  for (const row of rows) {
    const [, pid, parent, args] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    const [, app] = /apps\/([a-z-]+)\/src\/main\.js/.exec(args ?? '') ?? [];
    if (Number(parent) === launcher && app !== undefined) found.set(app, Number(pid));
  }
  return found;
}

/** A zombie that nobody reaps has ended, too. */
function lives(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .startsWith('Z');
  } catch {
    return false;
  }
}

async function becomes(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await pause();
}

const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);
const contextOf = (data: string): { token: string; pid: number; adminUrl: string } =>
  JSON.parse(readFileSync(join(data, 'context.json'), 'utf8')) as { token: string; pid: number; adminUrl: string };

test('without --data the folder "data" of where it was started is used', async () => {
  const one = Launched.start(['--empty', '--query-port', '0', '--admin-port', '0'], folder);
  launched.push(one);
  expect((await one.ready()).data).toBe(join(folder, 'data'));
});

describe('a start that cannot be', () => {
  test.each(['--query-port', '--admin-port'])('a taken port names its flag: %s', async (flag) => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await start(join(folder, 'data'), flag, String(port)).ended;
    other.close();
    expect(code).toBe(78);
    expect(stderr).toContain(
      `PORT_TAKEN: another program listens on 127.0.0.1 port ${port}; choose another with ${flag}`,
    );
  });

  test('a folder that cannot be written, or is a file', async () => {
    writeFileSync(join(folder, 'file'), '');
    for (const data of [join(folder, 'file'), join(folder, 'file/below')]) {
      const { code, stderr } = await start(data).ended;
      expect(code).toBe(78);
      expect(stderr).toMatch(/^DATA_FOLDER: .*\nChoose a folder that this user can write to with --data DIR;.*$/m);
    }
  });

  test('a folder of a newer version is left alone', async () => {
    writeFileSync(join(folder, 'version.json'), '{"version":99}');
    const { code, stderr } = await start(folder).ended;
    expect(code).toBe(78);
    expect(stderr).toMatch(/^DATA_NEWER: .*99/m);
    expect(readFileSync(join(folder, 'version.json'), 'utf8')).toBe('{"version":99}');
    expect(existsSync(join(folder, 'postgres'))).toBe(false);
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });

  test('unknown flags and bad values come together', async () => {
    const { code, stderr } = await start(join(folder, 'data'), '--nonsense', '1', '--query-port', 'canary').ended;
    expect(code).toBe(78);
    expect(stderr).toContain('--query-port must be a whole number from 0 to 65535');
    expect(stderr).toContain('--nonsense');
    expect(stderr).not.toContain('canary');
  });
});

describe('a start that is stopped and started again', () => {
  test('SIGTERM to the whole process group ends every process, and voids the token; a second start has its data', async () => {
    const first = start(folder);
    const { admin, ca } = await first.ready();
    const context = contextOf(folder);
    expect(context).toMatchObject({ adminUrl: admin, pid: first.pid });
    expect(statSync(join(folder, 'context.json')).mode & 0o777).toBe(0o600);
    expect(await adminStatus(admin, ca, context.token)).not.toBe(401);
    expect(await adminStatus(admin, ca, 'x'.repeat(43))).toBe(401);

    const refused = await start(folder).ended;
    expect(refused).toMatchObject({ code: 78 });
    expect(refused.stderr).toContain('ALREADY_RUNNING');

    const pids = family(first.pid, folder);
    expect([...pids.keys()].sort()).toEqual(['admin-api', 'import-worker', 'postgres', 'query-api']);
    process.kill(-first.pid, 'SIGTERM');
    expect((await first.ended).code).toBe(0);
    expect([...pids.values()].filter(lives)).toEqual([]);
    expect(
      ['context.json', 'lock', 'postgres/cluster/postmaster.pid'].filter((name) => existsSync(join(folder, name))),
    ).toEqual([]);

    const second = start(folder);
    const again = await second.ready();
    expect(await adminStatus(again.admin, again.ca, context.token)).toBe(401);
    expect(await adminStatus(again.admin, again.ca, contextOf(folder).token)).not.toBe(401);
  });

  test('a killed PostgreSQL comes back with its data', async () => {
    const first = start(folder);
    const { admin, ca } = await first.ready();
    const { token } = contextOf(folder);
    const before = await adminStatus(admin, ca, token);
    const killed = family(first.pid, folder).get('postgres') ?? -1;
    process.kill(killed, 'SIGKILL');
    await becomes(() => !lives(killed));
    await becomes(async () => (await adminStatus(admin, ca, token).catch(() => 0)) === before);
    expect(family(first.pid, folder).get('postgres')).not.toBe(killed);
    process.kill(first.pid, 'SIGTERM');
    expect((await first.ended).code).toBe(0);
  });

  test('a child that is killed comes back; a launcher that is killed takes all along, and the folder starts again', async () => {
    const first = start(folder);
    const { query, ca } = await first.ready();
    const before = family(first.pid, folder);
    process.kill(before.get('query-api') ?? -1, 'SIGKILL');
    await becomes(async () => {
      const found = family(first.pid, folder).get('query-api');
      return found !== undefined && found !== before.get('query-api') && (await answers(query, ca));
    });

    const pids = family(first.pid, folder);
    first.process.kill('SIGKILL');
    await becomes(() => ![...pids.values()].some(lives));
    expect(existsSync(join(folder, 'context.json'))).toBe(true);
    await start(folder).ready();
  });

  test('an owner that is root or not: the folder below a closed parent still starts', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    await start(join(closed, 'data')).ready();
  });
});

async function adminStatus(url: string | undefined, ca: string | undefined, token: string): Promise<number> {
  const caller = new HttpsCaller(portOf(url), readFileSync(ca ?? '', 'utf8'), token);
  return (await caller.get('/api/v1/trust')).status;
}

async function answers(url: string | undefined, ca: string | undefined): Promise<boolean> {
  const caller = new HttpsCaller(portOf(url), readFileSync(ca ?? '', 'utf8'), null);
  return caller.get('/v1/status').then(
    ({ status }) => status === 401,
    () => false,
  );
}
