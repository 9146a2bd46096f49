import { adminGet, adminSend, pathOf } from '../admin/call';
import { momentText as moment } from '../console/moments';
import { dateOrTime, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';
import { readStatementFiles } from '../statement/statement-files';

interface StatementView {
  readonly id: number;
  readonly inForceAt: string;
  readonly source: string;
  readonly languages: readonly { readonly language: string; readonly sha256: string }[];
  readonly accepted: number;
  readonly contributing: number;
}

export const register: Registrar = (program, run) => {
  const statement = program.command('statement').description('what users of endpoints are asked to agree to');
  statement
    .command('add <files...>')
    .description('publish a version, one file ksn_<language id>.txt for each language')
    .option(
      '--id <n>',
      'its id; a higher one is newer and covers the lower ones. Default: the next',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    )
    .option('--from <date>', 'in force from this date or time (UTC) on; default: at once', dateOrTime)
    .action(run(add));
  statement.command('list').description('all versions, and how many endpoints accepted each').action(run(list));
  statement
    .command('show [id]')
    .description('print a text; default: of the newest version')
    .option('--language <id>', 'language of the text', 'en')
    .action(run(show));
};

async function add(session: Session, files: string[], options: { id?: number; from?: string }): Promise<void> {
  const { id, from } = options;
  const texts = await readStatementFiles(files);
  const body = { texts, ...(id === undefined ? {} : { id }), ...(from === undefined ? {} : { inForceFrom: from }) };
  const published = await adminSend<StatementView>(session, 'POST', 'statements', body);
  session.output.document(published, () => [
    `Statement ${published.id} in ${languagesOf(published)}, in force from ${moment(published.inForceAt)} on.`,
    'Endpoints are asked for it from then on; those that hold a settings file learn its languages with the next one:',
    '  pksn provider settings --out FILE',
  ]);
}

async function list(session: Session): Promise<void> {
  const { statements } = await adminGet<{ statements: readonly StatementView[] }>(session, 'statements');
  const rows = statements.map((one) => [
    one.id,
    moment(one.inForceAt),
    languagesOf(one),
    one.source,
    one.accepted,
    one.contributing,
  ]);
  const header = ['id', 'in force from', 'languages', 'source', 'accepted by', 'contributing'];
  session.output.table(statements, header, rows, 'There is no statement: pksn statement add ksn_en.txt');
}

async function show(session: Session, id: string | undefined, options: { language: string }): Promise<void> {
  const wanted = id ?? (await newest(session));
  const text = await adminGet<{ text: string }>(session, pathOf('statements', wanted, options.language));
  session.output.document(text, () => text.text.trimEnd());
}

async function newest(session: Session): Promise<number> {
  const { statements } = await adminGet<{ statements: readonly StatementView[] }>(session, 'statements');
  return statements[0]?.id ?? 1;
}

function languagesOf({ languages }: StatementView): string {
  return languages.map((one) => one.language).join(', ');
}
