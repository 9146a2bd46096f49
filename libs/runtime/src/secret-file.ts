import { readFileSync, statSync } from 'node:fs';
import { errorCode } from './disk';
import { Flaw } from './flaw';

const SECRET_LIMIT_BYTES = 64 * 1024;

/** Content of a secret's file without its last line break. The content appears in no message. */
export function readSecretFile(path: string): string {
  try {
    const facts = statSync(path);
    if (!facts.isFile()) throw new Flaw('must name a regular file');
    if (facts.size > SECRET_LIMIT_BYTES) throw new Flaw(`must name a file of at most ${SECRET_LIMIT_BYTES} bytes`);
    const content = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (content === '') throw new Flaw('names an empty file');
    return content;
  } catch (error) {
    if (error instanceof Flaw) throw error;
    throw new Flaw(`names a file that cannot be read (${errorCode(error)})`);
  }
}
