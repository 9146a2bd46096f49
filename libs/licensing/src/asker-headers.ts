import { Fault } from '@pksn/domain';

/** What the headers of a request say of who asks; null: not sent. */
export interface AskerHeaders {
  readonly authorization: string | null;
  readonly apiKey: string | null;
  /** `PKSN-Endpoint`, whatever its form; null also when it was sent twice: it is optional, and no lookup is refused for it. */
  readonly endpointId: string | null;
}

/**
 * Reads Node's `rawHeaders` (name, value, name, value, …), where a header that was sent twice is still visible, in one
 * pass: this is on the hot path. Throws LICENSE_KEY_MISSING when Authorization or X-Api-Key was sent twice: which of
 * the two counts is not for the gate to guess.
 */
export function askerHeaders(rawHeaders: readonly string[]): AskerHeaders {
  let authorization: string | null = null;
  let apiKey: string | null = null;
  let endpointId: string | null = null;
  let endpoints = 0;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const sent = rawHeaders[i] as string;
    // The lengths of the three names: no other header is looked at.
    if (sent.length !== 13 && sent.length !== 9) continue;
    const name = sent.toLowerCase();
    const value = rawHeaders[i + 1] as string;
    if (name === 'authorization') authorization = sole(name, authorization, value);
    else if (name === 'x-api-key') apiKey = sole(name, apiKey, value);
    else if (name === 'pksn-endpoint') endpointId = ++endpoints === 1 ? value : null;
  }
  return { authorization, apiKey, endpointId };
}

/** The value of one header, its name in lower case. Throws LICENSE_KEY_MISSING when it was sent twice. */
export function soleHeader(rawHeaders: readonly string[], name: string): string | null {
  let value: string | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if ((rawHeaders[i] as string).toLowerCase() === name) value = sole(name, value, rawHeaders[i + 1] as string);
  }
  return value;
}

function sole(name: string, before: string | null, value: string): string {
  if (before !== null) throw new Fault('LICENSE_KEY_MISSING', `the header ${name} was sent twice`);
  return value;
}
