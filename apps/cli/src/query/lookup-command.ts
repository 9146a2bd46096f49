import { createReadStream } from 'node:fs';
import { QUERY_LIMITS } from '@pksn/contract';
import { Fault, FAULT_KINDS } from '@pksn/domain';
import { isObjectError } from '@pksn/endpoint-client';
import type { EndpointClient, EndpointResult } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { counted } from '../console/counted';
import { diskReason } from '../files/disk-reason';
import { objectOf } from '../object-argument';
import type { ObjectHints, ObjectQuery } from '../object-argument';
import type { Session } from '../session';
import type { AnsweredLine } from './answered-line';
import { CSV_HEADER, csvLine } from './csv-lines';
import { inBatches } from './in-batches';
import { inputLines } from './input-lines';
import type { InputLine } from './input-lines';
import { resultLine } from './lookup-lines';
import { NetworkMessages } from './network-messages';
import { patientLookup } from './patient-lookup';
import { pipelined } from './pipelined';

export interface LookupOptions extends ObjectHints {
  readonly file?: string;
  readonly csv?: boolean;
}

/** Bulks under way at once, and how long a few lines wait for more. */
const BULKS_AT_ONCE = 4;
const IDLE_MS = 50;

/** Results may be mixed; only when nothing could be asked has the command failed. */
export async function lookup(session: Session, objects: string[], options: LookupOptions): Promise<number> {
  const fromInput = objects.length === 0 || (objects.length === 1 && objects[0] === '-');
  if (!fromInput && options.file !== undefined) throw new Fault('USAGE', 'name objects or a file, not both');
  if (options.csv === true && session.output.json) throw new Fault('USAGE', 'answers are either --csv or --json');
  const isNamed = !fromInput && options.file === undefined;
  const groups = isNamed ? named(objects) : linesOf(session, options.file ?? '-');
  try {
    return await withQuery(connectQuery(session.options, true), (client) =>
      new LineLookup(session, client, options).run(groups),
    );
  } finally {
    if (!isNamed) session.terminal.closeInput?.();
  }
}

/** One run of the command: bulks are asked while lines are read and answers written, and no list of lines is held. */
class LineLookup {
  private asked = 0;
  private malformed = 0;
  /** Restricted, or not answered for. */
  private refused = 0;
  private lastLine: number | null = null;
  private readonly messages: NetworkMessages;
  private readonly lookupMany: EndpointClient['lookupMany'];

  constructor(
    private readonly session: Session,
    client: EndpointClient,
    private readonly options: LookupOptions,
  ) {
    this.lookupMany = patientLookup((objects, patience) => client.lookupMany(objects, patience));
    this.messages = new NetworkMessages(session, client);
  }

  async run(groups: AsyncIterable<readonly InputLine[]>): Promise<number> {
    if (this.options.csv === true) this.session.terminal.out(`${CSV_HEADER}\r\n`);
    const batches = inBatches(groups, QUERY_LIMITS.bulkObjects, IDLE_MS);
    try {
      for await (const lines of pipelined(batches, BULKS_AT_ONCE, (batch) => this.ask(batch))) this.report(lines);
    } catch (error) {
      const { lastLine } = this;
      if (lastLine !== null) this.session.output.note(`nothing behind line ${String(lastLine)} was answered`);
      throw error;
    } finally {
      this.session.progress.clear();
    }
    this.messages.end();
    const { asked, malformed, refused } = this;
    if (malformed > 0 && this.lastLine !== null)
      this.session.output.note(`${counted(asked, 'line')}, ${String(malformed)} of them no object`);
    if (asked === 0 || malformed + refused < asked) return 0;
    return FAULT_KINDS[refused > 0 ? 'unavailable' : 'malformed'].exitCode;
  }

  /** In the order asked; what is no object has its error in its place. */
  private async ask(lines: readonly InputLine[]): Promise<AnsweredLine[]> {
    const queries = lines.map((line) => queryOf(line, this.options));
    const objects = queries.filter((query): query is ObjectQuery => !(query instanceof Fault));
    const results = objects.length === 0 ? [] : await this.lookupMany(objects);
    this.messages.saw(results);
    let next = 0;
    return lines.map((line, i) => {
      const query = queries[i];
      if (!(query instanceof Fault)) return { ...line, result: results[next++] as EndpointResult };
      return { ...line, result: { error: { code: query.code, detail: query.detail } } };
    });
  }

  private report(lines: readonly AnsweredLine[]): void {
    const { output, progress, terminal } = this.session;
    progress.clear();
    if (this.options.csv === true) terminal.out(lines.map((line) => `${csvLine(line)}\r\n`).join(''));
    else output.items(lines, documentOf, humanLine);
    for (const { result } of lines) {
      if (!isObjectError(result)) continue;
      if (result.error.code === 'OBJECT_MALFORMED') this.malformed += 1;
      else this.refused += 1;
    }
    this.asked += lines.length;
    this.lastLine = lines.at(-1)?.number ?? null;
    if (this.lastLine !== null) progress.show('looking up', this.asked, 0, 'records');
  }
}

function documentOf({ number, text, result }: AnsweredLine): object {
  return { ...(number === null ? {} : { line: number }), asked: text, ...result };
}

function humanLine({ number, text, result }: AnsweredLine): string {
  const asked = text === '' ? '""' : text;
  return resultLine(isObjectError(result) && number !== null ? `line ${String(number)}  ${asked}` : asked, result);
}

function queryOf({ text, flaw }: InputLine, hints: ObjectHints): ObjectQuery | Fault {
  if (flaw !== null) return new Fault('OBJECT_MALFORMED', flaw);
  try {
    return objectOf(text, hints);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

async function* named(objects: readonly string[]): AsyncGenerator<InputLine[]> {
  yield await Promise.resolve(objects.map((text) => ({ number: null, text: text.trim(), flaw: null })));
}

async function* linesOf({ terminal }: Session, path: string): AsyncGenerator<InputLine[]> {
  try {
    yield* inputLines(path === '-' ? terminal.input() : createReadStream(path));
  } catch (cause) {
    throw new Fault('USAGE', `${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
}
