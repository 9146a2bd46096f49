import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { QUERY_LIMITS } from '@pksn/contract';
import { Fault, FAULT_KINDS } from '@pksn/domain';
import { isObjectError } from '@pksn/endpoint-client';
import type { EndpointClient } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { diskReason } from '../files/disk-reason';
import { objectOf } from '../object-argument';
import type { ObjectHints, ObjectQuery } from '../object-argument';
import { resultLine } from '../query/lookup-lines';
import type { Registrar, Session } from '../session';

interface LookupOptions extends ObjectHints {
  readonly file?: string;
}

export const register: Registrar = (program, run) => {
  program
    .command('lookup [object...]')
    .description(
      'ask about hashes, URLs, domains and addresses; without any, or with -, one a line from standard input',
    )
    .option('--file <file>', 'one object a line; - is standard input')
    .option('--certificate', 'the objects are thumbprints of certificates')
    .option('--software', 'the objects are "vendor / product[ / version]"')
    .action(run(lookup));
};

/** How many objects were asked about, how many of them were none, and how many may not be asked for now. */
interface Tally {
  asked: number;
  malformed: number;
  restricted: number;
}

/** Results may be mixed; only when nothing could be asked has the command failed. */
async function lookup(session: Session, objects: string[], options: LookupOptions): Promise<number> {
  const fromInput = objects.length === 0 || (objects.length === 1 && objects[0] === '-');
  const named = !fromInput && options.file === undefined;
  if (!fromInput && options.file !== undefined) throw new Fault('USAGE', 'name objects or a file, not both');
  const lines = named ? objects : linesOf(session, options.file ?? '-');
  const tally: Tally = { asked: 0, malformed: 0, restricted: 0 };
  await withQuery(connectQuery(session.options, true), async (client) => {
    let batch: string[] = [];
    for await (const line of lines) {
      const text = line.trim();
      if (!named && (text === '' || text.startsWith('#'))) continue;
      batch.push(text);
      if (batch.length === QUERY_LIMITS.bulkObjects) {
        await ask(session, client, batch, options, tally);
        batch = [];
      }
    }
    if (batch.length > 0) await ask(session, client, batch, options, tally);
  });
  const { asked, malformed, restricted } = tally;
  if (asked === 0 || malformed + restricted < asked) return 0;
  return FAULT_KINDS[restricted > 0 ? 'unavailable' : 'malformed'].exitCode;
}

/** The results in the order asked; what is no object has its error in its place. */
async function ask(
  session: Session,
  client: EndpointClient,
  texts: readonly string[],
  hints: ObjectHints,
  tally: Tally,
): Promise<void> {
  const queries = texts.map((text) => queryOf(text, hints));
  const objects = queries.filter((query): query is ObjectQuery => !(query instanceof Fault));
  const results = await client.lookupMany(objects);
  let next = 0;
  texts.forEach((text, i) => {
    const query = queries[i];
    const refused = query instanceof Fault ? { error: { code: query.code, detail: query.detail } } : null;
    const result = refused ?? results[next++];
    if (result === undefined) return;
    tally.asked++;
    if (isObjectError(result) && result.error.code === 'OBJECT_MALFORMED') tally.malformed++;
    if (isObjectError(result) && result.error.code === 'SERVICE_RESTRICTED') tally.restricted++;
    const shown = isObjectError(result) ? { asked: text, ...result } : result;
    session.output.item(shown, () => resultLine(text === '' ? '""' : text, result));
  });
}

function queryOf(text: string, hints: ObjectHints): ObjectQuery | Fault {
  try {
    return objectOf(text, hints);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

async function* linesOf(session: Session, path: string): AsyncGenerator<string> {
  const input = path === '-' ? Readable.from(session.terminal.input()) : createReadStream(path);
  const failed = new Promise<never>((_, reject) => input.once('error', reject));
  failed.catch(() => undefined);
  try {
    yield* createInterface({ input, crlfDelay: Infinity });
  } catch (cause) {
    throw new Fault('USAGE', `${path} cannot be read: ${diskReason(cause)}`, { cause });
  }
}
