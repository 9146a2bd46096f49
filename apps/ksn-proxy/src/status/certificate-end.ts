import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** When a certificate of the proxy's own ends; null: there is none, or its file cannot be read now. Milliseconds since 1970. */
export async function certificateEnd(path: string | null): Promise<number | null> {
  if (path === null) return null;
  try {
    const ends = Date.parse(new X509Certificate(await readFile(path)).validTo);
    return Number.isNaN(ends) ? null : ends;
  } catch {
    return null;
  }
}
