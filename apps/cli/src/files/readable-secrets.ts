import { stat } from 'node:fs/promises';
import type { Session } from '../session';

const OTHERS_BITS = 0o077;

/** A token or key that others of this computer can read may be known: a note says so, and the command goes on. */
export async function warnOfReadableSecrets({ options, output }: Session): Promise<void> {
  if (process.platform === 'win32') return;
  for (const [path, what] of [
    [options.tokenFile, 'token file'],
    [options.keyFile, 'key file'],
  ] as const) {
    const facts = path === undefined ? null : await stat(path).catch(() => null);
    if (facts === null || !facts.isFile() || (facts.mode & OTHERS_BITS) === 0) continue;
    output.note(`others can read the ${what} ${path ?? ''}: chmod 600 it`);
  }
}
