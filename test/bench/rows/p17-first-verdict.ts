import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BenchOptions, BenchRow } from '../bench-row';
import { secondsOf } from '../measure';
import { ask } from '../https-ask';
import { DIST } from '../pinned-process';

const ROOT = resolve(DIST, '..');
/** EICAR's test file, which the demonstration knows. */
const EICAR = '275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f';

/**
 * P17: `npm start` with the demonstration and a fresh data folder, until a client has its first right verdict. The
 * short form starts this installed and built tree; the long form clones the repository, with an empty home folder,
 * and its baseline is `npm ci` alone in another clone.
 */
export const firstVerdict: BenchRow = {
  id: 'P17',
  rounds: 3,
  async run(options, measure) {
    let runs = 0;
    const next = (name: string): string => join(options.workDir, `${name}-${String(runs++)}`);
    if (options.long) {
      const goal = { text: '<= 60 s', met: (figure: number) => figure <= 60 };
      await measure([
        {
          unit: 's',
          goal,
          what: 'npm start from a fresh clone to the first right verdict',
          baselineWhat: 'npm ci alone in a fresh clone',
          figure: () => withClone(next('clone'), (root, home) => startedSeconds(root, next('data'), home)),
          baseline: () => withClone(next('clone'), npmCiSeconds),
        },
      ]);
    } else {
      const goal = { text: '<= 5 s', met: (figure: number) => figure <= 5 };
      await measure([
        {
          unit: 's',
          goal,
          what: 'npm start from an installed tree to the first right verdict',
          baselineWhat: 'none: npm ci is measured by --long',
          figure: () => startedSeconds(ROOT, next('data'), homeOf(options)),
          baseline: null,
        },
      ]);
    }
  },
};

function homeOf({ workDir }: BenchOptions): string {
  const home = join(workDir, 'home');
  mkdirSync(home, { recursive: true });
  return home;
}

function environment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home };
}

/** Seconds from `npm start` to a red verdict on EICAR's file. */
async function startedSeconds(root: string, data: string, home: string): Promise<number> {
  const start = process.hrtime.bigint();
  const args = ['start', '--silent', '--', '--data', data, '--query-port', '0', '--admin-port', '0'];
  const child = spawn('npm', args, {
    cwd: root,
    env: environment(home),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = once(child, 'exit');
  let output = '';
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  try {
    const query = await new Promise<string>((ready, fail) => {
      child.stdout.on('data', (text: Buffer) => {
        output += text.toString();
        const url = /^ready .*\bquery=(\S+)/m.exec(output)?.[1];
        if (url !== undefined) ready(url);
      });
      void ended.then(() => fail(new Error(`npm start ended: ${output.slice(-2_000)}`)));
    });
    const ca = /^ready .*\bca=(\S+)/m.exec(output)?.[1] ?? '';
    const key = readFileSync(join(data, 'demo/demo.key'), 'utf8').trim();
    const { body } = await ask(Number(new URL(query).port), ca, { path: `/v1/files/${EICAR}`, key });
    if ((body as { zone: string }).zone !== 'red') throw new Error('the first verdict is wrong');
    return Number(process.hrtime.bigint() - start) / 1e9;
  } finally {
    // The whole group, because npm runs a shell.
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  }
}

async function withClone(
  folder: string,
  work: (root: string, home: string) => number | Promise<number>,
): Promise<number> {
  const [root, home] = [join(folder, 'product'), join(folder, 'home')];
  mkdirSync(home, { recursive: true });
  run('git', ['clone', '--quiet', ROOT, root], ROOT, home);
  try {
    return await work(root, home);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npmCiSeconds(root: string, home: string): number {
  return secondsOf(() => run('npm', ['ci', '--silent', '--no-audit', '--no-fund'], root, home));
}

function run(command: string, args: readonly string[], cwd: string, home: string): void {
  const { status, stderr } = spawnSync(command, args, { cwd, env: environment(home), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ''} failed: ${stderr}`);
}
