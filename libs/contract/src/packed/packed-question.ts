import { isUtf8 } from 'node:buffer';
import { Fault } from '@pksn/domain';
import { QUERY_LIMITS } from '../limits';
import {
  FLAG_HASHES,
  PACKED_KINDS,
  PACKED_VERSION,
  QUESTION_HEAD_BYTES,
  QUESTION_MAGIC,
  RUN_HEAD_BYTES,
} from './packed-format';
import type { PackedKind } from './packed-format';

/** Objects of one kind that are asked in a row: whole keys one behind the other, or texts. */
export type PackedRun =
  | { readonly kind: Exclude<PackedKind, 'url' | 'domain'>; readonly count: number; readonly keys: Buffer }
  | { readonly kind: 'url' | 'domain'; readonly count: number; readonly texts: readonly string[] };

export interface PackedQuestion {
  /** Whether the answer shall hold the other hashes of files and certificates. */
  readonly hashes: boolean;
  /** In the order asked; the same kind may come again. */
  readonly runs: readonly PackedRun[];
}

const KIND_OF_CODE = new Map<number, PackedKind>(
  Object.entries(PACKED_KINDS).map(([kind, { code }]) => [code, kind as PackedKind] as const),
);

/** The bytes of a question. Throws RangeError for keys of a wrong width, or more than the format can say. */
export function encodePackedQuestion({ hashes, runs }: PackedQuestion): Buffer {
  const head = Buffer.alloc(QUESTION_HEAD_BYTES);
  head.writeUInt32BE(QUESTION_MAGIC);
  head[4] = PACKED_VERSION;
  head[5] = hashes ? FLAG_HASHES : 0;
  head.writeUInt16BE(
    runs.reduce((sum, { count }) => sum + count, 0),
    6,
  );
  return Buffer.concat([head, ...runs.flatMap(encodeRun)]);
}

function encodeRun(run: PackedRun): Buffer[] {
  const { code, bytes } = PACKED_KINDS[run.kind];
  const head = Buffer.alloc(RUN_HEAD_BYTES);
  head[0] = code;
  head.writeUInt16BE(run.count, 2);
  if ('keys' in run) {
    if (run.count === 0 || run.keys.length !== run.count * (bytes ?? 0)) throw new RangeError(`keys of ${run.kind}`);
    return [head, run.keys];
  }
  if (run.count === 0 || run.texts.length !== run.count) throw new RangeError(`texts of ${run.kind}`);
  return [head, ...run.texts.map(encodeText)];
}

function encodeText(text: string): Buffer {
  const utf8 = Buffer.from(text);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(utf8.length);
  return Buffer.concat([length, utf8]);
}

/**
 * Reads a question whole; keys are views of `body`. Throws REQUEST_MALFORMED, REQUEST_TOO_LARGE for more than 1,000
 * objects, REQUEST_UNSUPPORTED_TYPE for another version.
 */
export function decodePackedQuestion(body: Buffer): PackedQuestion {
  if (body.length < QUESTION_HEAD_BYTES || body.readUInt32BE(0) !== QUESTION_MAGIC)
    throw malformed('no packed question');
  if (body[4] !== PACKED_VERSION) {
    throw new Fault('REQUEST_UNSUPPORTED_TYPE', `packed lookups are of version 1; this is ${String(body[4])}`);
  }
  const flags = body[5] as number;
  if ((flags & ~FLAG_HASHES) !== 0) throw malformed('an unknown flag');
  const objects = body.readUInt16BE(6);
  if (objects > QUERY_LIMITS.bulkObjects) {
    throw new Fault('REQUEST_TOO_LARGE', `a bulk holds at most 1,000 objects; this one holds ${String(objects)}`);
  }
  const runs: PackedRun[] = [];
  let [at, asked] = [QUESTION_HEAD_BYTES, 0];
  while (at < body.length) {
    const { run, end } = decodeRun(body, at, objects - asked);
    runs.push(run);
    asked += run.count;
    at = end;
  }
  if (asked !== objects) throw malformed('fewer objects than announced');
  return { hashes: flags === FLAG_HASHES, runs };
}

function decodeRun(body: Buffer, at: number, left: number): { run: PackedRun; end: number } {
  if (at + RUN_HEAD_BYTES > body.length) throw malformed('ends within a run');
  const kind = KIND_OF_CODE.get(body[at] as number);
  const count = body.readUInt16BE(at + 2);
  if (kind === undefined || body[at + 1] !== 0) throw malformed('a run of an unknown kind');
  if (count === 0 || count > left) throw malformed('runs that do not add up to the objects announced');
  const from = at + RUN_HEAD_BYTES;
  if (kind === 'url' || kind === 'domain') {
    const { texts, end } = decodeTexts(body, from, count);
    return { run: { kind, count, texts }, end };
  }
  const end = from + count * PACKED_KINDS[kind].bytes;
  if (end > body.length) throw malformed('ends within a run');
  return { run: { kind, count, keys: body.subarray(from, end) }, end };
}

function decodeTexts(body: Buffer, from: number, count: number): { texts: string[]; end: number } {
  const texts: string[] = [];
  let at = from;
  for (let i = 0; i < count; i++) {
    const end = at + 2 > body.length ? Infinity : at + 2 + body.readUInt16BE(at);
    if (end > body.length) throw malformed('ends within a text');
    const utf8 = body.subarray(at + 2, end);
    if (!isUtf8(utf8)) throw malformed('a text that is not UTF-8');
    texts.push(utf8.toString());
    at = end;
  }
  return { texts, end: at };
}

function malformed(what: string): Fault {
  return new Fault('REQUEST_MALFORMED', `the packed question is malformed: ${what}`);
}
