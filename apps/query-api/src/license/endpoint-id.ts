const HEADER = 'pksn-endpoint';

/**
 * What was sent as `PKSN-Endpoint`, from Node's `rawHeaders`, whatever its form; null when it was not sent, or twice:
 * the header is optional, and a lookup is not refused for it.
 */
export function endpointIdOf(rawHeaders: readonly string[]): string | null {
  let value: string | null = null;
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length !== HEADER.length || name.toLowerCase() !== HEADER) continue;
    if (value !== null) return null;
    value = rawHeaders[i + 1] as string;
  }
  return value;
}
