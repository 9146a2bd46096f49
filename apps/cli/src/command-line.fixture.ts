import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from './console/terminal';
import { run } from './run';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line as bin/pksn.cjs does, with a terminal that nobody watches. */
export async function pksn(
  args: readonly string[],
  options: { stdin?: string; watched?: boolean; piped?: boolean } & Pick<Terminal, 'onInterrupt' | 'onReaderGone'> = {},
): Promise<Outcome> {
  const said = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
    watched: options.watched ?? false,
    piped: options.piped ?? false,
    columns: 80,
    input: () => lines(options.stdin ?? ''),
    ...(options.onInterrupt === undefined ? {} : { onInterrupt: options.onInterrupt }),
    ...(options.onReaderGone === undefined ? {} : { onReaderGone: options.onReaderGone }),
  };
  return { code: await run(args, terminal), ...said };
}

async function* lines(text: string): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(text));
}

/** A folder that the returned function removes. */
export async function temporaryFolder(): Promise<{
  path: string;
  at: (name: string) => string;
  remove: () => Promise<void>;
}> {
  const path = await mkdtemp(join(tmpdir(), 'pksn-cli-'));
  return { path, at: (name) => join(path, name), remove: () => rm(path, { recursive: true, force: true }) };
}
