import { Fault } from '@pksn/domain';

/**
 * The value of a header (name in lower case) from Node's `rawHeaders` (name, value, name, value, …), where one that was
 * sent twice is still visible; null when it is not there. Throws LICENSE_KEY_MISSING when it was sent twice: which of
 * the two counts is not for the gate to guess.
 */
export function soleHeader(rawHeaders: readonly string[], name: string): string | null {
  let value: string | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const header = rawHeaders[i] as string;
    if (header.length !== name.length || header.toLowerCase() !== name) continue;
    if (value !== null) throw new Fault('LICENSE_KEY_MISSING', `the header ${name} was sent twice`);
    value = rawHeaders[i + 1] as string;
  }
  return value;
}
