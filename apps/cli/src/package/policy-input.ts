import { Fault } from '@pksn/domain';
import type { RequestPolicy } from '@pksn/signing';
import { readTextFile } from '../connection/read-text-file';

/** One restriction or a list of them, as JSON; their form is checked when they are signed. Fault: USAGE. */
export async function readPolicy(path: string): Promise<RequestPolicy[]> {
  try {
    const value = JSON.parse(await readTextFile(path, 'policy file')) as RequestPolicy | RequestPolicy[];
    return Array.isArray(value) ? value : [value];
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    throw new Fault('USAGE', `the policy file ${path} is not JSON`, { cause });
  }
}
