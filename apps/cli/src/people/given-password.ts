import { Fault } from '@pksn/domain';
import { readTextFile } from '../connection/read-text-file';
import type { Session } from '../session';

const PASSWORD_BYTES = 4_096;

/** From a file, or from another program; never typed where it shows. Fault: USAGE. */
export async function givenPassword({ terminal }: Session, path: string | undefined): Promise<string> {
  const text =
    path === undefined ? await pipedText(terminal) : await readTextFile(path, 'password file', PASSWORD_BYTES);
  const password = text.replace(/\r?\n$/, '');
  if (password === '') throw new Fault('USAGE', 'no password was given');
  return password;
}

async function pipedText(terminal: Session['terminal']): Promise<string> {
  if (terminal.piped !== true) {
    throw new Fault('USAGE', 'a password is not typed where it shows: --password-file FILE, or pipe it in, or --code');
  }
  let text = '';
  for await (const piece of terminal.input()) {
    text += Buffer.from(piece).toString('utf8');
    if (text.length > PASSWORD_BYTES) throw new Fault('USAGE', 'this is too long for a password');
  }
  return text;
}
