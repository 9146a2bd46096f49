import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { Fault } from '@pksn/domain';
import { childEnvironment, errorCode } from '@pksn/runtime';

const CLI = join(resolve(__dirname, '..', '..', '..', '..'), 'apps', 'cli', 'bin', 'pksn.cjs');
const OUTPUT_LIMIT_BYTES = 1024 * 1024;
const PATIENCE_MS = 120_000;

export interface CommandOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pksn` as a person would, as a process of its own. */
export function tryPksn(args: readonly string[]): Promise<CommandOutcome> {
  const options = { env: childEnvironment({}), maxBuffer: OUTPUT_LIMIT_BYTES, timeout: PATIENCE_MS };
  return new Promise((done) => {
    execFile(process.execPath, [CLI, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      done({ code, stdout, stderr: stderr || errorCode(error) });
    });
  });
}

/** Faults: SERVICE_UNAVAILABLE when the command fails, with what it said. */
export async function pksn(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tryPksn(args);
  if (code === 0) return stdout;
  throw new Fault('SERVICE_UNAVAILABLE', `pksn ${args.slice(0, 2).join(' ')} failed: ${stderr.trim()}`);
}
