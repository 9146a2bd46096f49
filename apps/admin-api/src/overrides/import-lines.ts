import { Fault } from '@pksn/domain';

export const IMPORT_LIMITS = { bytes: 64 * 1024 * 1024, lineBytes: 32 * 1024 } as const;
const NEWLINE = 0x0a;

/** The lines of a body, in portions. Faults: REQUEST_TOO_LARGE for the body or one of its lines. */
export async function* importLines(
  body: AsyncIterable<Buffer>,
  mostBytes: number = IMPORT_LIMITS.bytes,
): AsyncGenerator<Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    if (bytes > mostBytes) throw tooLarge('an import', mostBytes);
    const text = rest.length === 0 ? part : Buffer.concat([rest, part]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let to = text.indexOf(NEWLINE); to >= 0; to = text.indexOf(NEWLINE, from)) {
      lines.push(text.subarray(from, to));
      from = to + 1;
    }
    rest = text.subarray(from);
    if (rest.length > IMPORT_LIMITS.lineBytes || lines.some((line) => line.length > IMPORT_LIMITS.lineBytes))
      throw tooLarge('a line', IMPORT_LIMITS.lineBytes);
    yield lines;
  }
  if (rest.length > 0) yield [rest];
}

function tooLarge(what: string, bytes: number): Fault {
  return new Fault('REQUEST_TOO_LARGE', `${what} has up to ${String(bytes)} bytes`);
}
