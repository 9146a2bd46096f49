import { Fault } from '@pksn/domain';

/** What `list --all --json` has printed is one JSON document, and is held in memory. */
const DOCUMENT_BYTES = 256 << 20;

/** The rows of such a document under `name`; null where it is none. Throws BUILD_INPUT for one that is too large. */
export async function printedList(bytes: AsyncIterable<Uint8Array>, name: string): Promise<readonly unknown[] | null> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of bytes) {
    parts.push(part);
    length += part.length;
    if (length > DOCUMENT_BYTES) throw new Fault('BUILD_INPUT', 'the file is too large for one list');
  }
  const document = jsonOrNothing(Buffer.concat(parts).toString('utf8')) as Record<string, unknown> | null | undefined;
  const rows = document?.[name];
  return Array.isArray(rows) ? rows : null;
}

/** Undefined for text that is no JSON. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
