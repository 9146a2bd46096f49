import { readFile, stat } from 'node:fs/promises';
import { Fault } from '@pksn/domain';
import { diskReason } from '../files/disk-reason';

/** A file that a person named, as text. Throws USAGE when it cannot be read or is larger than `limitBytes`. */
export async function readTextFile(path: string, what: string, limitBytes = 1 << 20): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > limitBytes) throw new Fault('USAGE', `the ${what} ${path} has more than ${limitBytes} bytes`);
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('USAGE', `the ${what} ${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
}
