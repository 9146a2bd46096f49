import { QUERY_LIMITS } from '@pksn/contract';
import { isObjectError } from '@pksn/endpoint-client';
import type { EndpointClient } from '@pksn/endpoint-client';
import { connectQuery, withQuery } from '../connection/connect';
import { counted } from '../console/counted';
import { hashFiles } from '../query/hash-files';
import type { HashedFile } from '../query/hash-files';
import { resultLine } from '../query/lookup-lines';
import type { Registrar, Session } from '../session';

/** Something red was found. */
const EXIT_RED = 1;
/** Nothing red, but not every file could be read. */
const EXIT_UNREAD = 2;

export const register: Registrar = (program, run) => {
  program
    .command('check <path...>')
    .description('hash local files and ask about them; exit 1 when one is red, 2 when one could not be read')
    .option('-r, --recursive', 'go into folders')
    .option('--all', 'print every file, not only those that are not green or grey')
    .action(run(check));
};

interface Tally {
  files: number;
  red: number;
  unread: number;
}

async function check(
  session: Session,
  paths: string[],
  options: { recursive?: boolean; all?: boolean },
): Promise<number> {
  const tally: Tally = { files: 0, red: 0, unread: 0 };
  await withQuery(connectQuery(session.options, true), async (client) => {
    let batch: HashedFile[] = [];
    for await (const file of hashFiles(paths, options.recursive === true)) {
      batch.push(file);
      session.progress.show('hashing', tally.files + batch.length, 0, 'records');
      if (batch.length < QUERY_LIMITS.bulkObjects) continue;
      await ask(session, client, batch, options.all === true, tally);
      batch = [];
    }
    if (batch.length > 0) await ask(session, client, batch, options.all === true, tally);
  });
  session.progress.clear();
  session.output.note(`${counted(tally.files, 'file')} checked, ${tally.red} red, ${tally.unread} not read`);
  if (tally.red > 0) return EXIT_RED;
  return tally.unread > 0 ? EXIT_UNREAD : 0;
}

async function ask(
  session: Session,
  client: EndpointClient,
  files: HashedFile[],
  all: boolean,
  tally: Tally,
): Promise<void> {
  const hashed = files.filter((file) => file.sha256 !== null);
  const objects = hashed.map((file) => ({ file: file.sha256 ?? '' }));
  const results = await client.lookupMany(objects);
  session.progress.clear();
  let next = 0;
  for (const file of files) {
    tally.files++;
    if (file.sha256 === null) {
      tally.unread++;
      session.output.item(file, () => `${'unread'.padEnd(7)}  ${file.path}  ${file.error ?? ''}`);
      continue;
    }
    const result = results[next++];
    if (result === undefined) continue;
    const zone = isObjectError(result) ? 'error' : result.zone;
    if (zone === 'red') tally.red++;
    if (zone === 'error') tally.unread++;
    if (!all && !session.output.json && (zone === 'green' || zone === 'grey')) continue;
    session.output.item({ path: file.path, ...result }, () => resultLine(file.path, result));
  }
}
