import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';

const SCRIPT = resolve(__dirname, '../../apps/cli/bin/pksn.cjs');

export interface CommandEnd {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `pksn` as its user would, in a process of its own. */
export function pksnCommand(args: readonly string[], cwd = join(SCRIPT, '../../../..')): Promise<CommandEnd> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      [SCRIPT, ...args],
      { cwd, env: { PATH: process.env.PATH ?? '', HOME: cwd }, timeout: 60_000 },
      (error, out, err) =>
        done({ exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err }),
    );
  });
}
