import { Fault } from '@pksn/domain';
import type { GuardsView, GuardView } from '../guard/guard-view';
import { GUARD_KINDS, limitsText } from '../guard/guard-view';
import { importGuards } from '../guard/import-guards';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { pagePath } from '../admin/pages';
import { counted } from '../console/counted';
import { momentText } from '../console/moments';
import { listOf, oneOf, wholeNumber } from '../options';
import { INPUT_FORMATS } from '../package/input-files';
import type { Registrar, Session } from '../session';

interface ThresholdOptions {
  readonly feed?: string;
  readonly gone?: number;
  readonly popular?: number;
  readonly popularFrom?: number;
}

export const register: Registrar = (program, run) => {
  const guard = program.command('guard').description("objects that turn red only with a person's word");
  guard.command('list').description('list the guard lists and thresholds').action(run(list));
  guard.command('show <name>').description('show one list, and what was left out of its file').action(run(show));
  guard
    .command('import <file>')
    .description('guard the objects of a file, in place of what the list of that name had')
    .option('--name <name>', 'of the list; the name of the file when left out')
    .option(
      '--kind <kind>',
      `${GUARD_KINDS.join(', ')}; what entries without a label mean`,
      oneOf(GUARD_KINDS),
      'objects',
    )
    .option('--format <format>', INPUT_FORMATS.join(', '), oneOf(INPUT_FORMATS))
    .option('--feed <feed>', 'for one feed; for all, and for overrides, when left out')
    .option('--columns <field=column,...>', 'columns of a table that have other names', listOf)
    .option('--delimiter <text>', 'between cells: a character, tab, comma, semicolon or pipe')
    .option('--comment <text>', 'lines that begin so are no rows')
    .option('--no-header', 'the table has no header line; columns are numbered from 1')
    .option('--no-quotes', 'quotes in the table mean nothing')
    .option('--refang', 'read hxxp:// and [.] as what they stand for')
    .action(run(importGuards));
  guard.command('remove <name>').description('guard the objects of a list no longer').action(run(remove));
  const thresholds = guard.command('thresholds').description('how much may change without a person');
  thresholds
    .command('set')
    .description('hold snapshots that change more, in place of the limits before: what is not given has none')
    .option('--feed <feed>', 'of one feed, in place of those of all feeds')
    .option('--gone <percent>', 'more than so many percent of the records gone', percent)
    .option('--popular <n>', 'more than so many popular objects turned red', wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--popular-from <n>', 'popular is what so many have seen (1,000)', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(run(setThresholds));
  thresholds
    .command('remove')
    .description('hold nothing for its size')
    .option('--feed <feed>', 'those of one feed: those of all feeds count for it again')
    .action(run(removeThresholds));
};

function percent(text: string): number {
  return wholeNumber(0, 100)(text);
}

async function list(session: Session): Promise<void> {
  const answer = await adminGet<GuardsView>(session, 'guards');
  const { lists, thresholds } = answer;
  session.output.document(answer, () => [
    ...(lists.length === 0 ? ['No object is guarded yet: pksn guard import FILE'] : []),
    ...lists.map((one) => `${whatOf(one)}${left(one)}`),
    ...(thresholds.length === 0 ? ['There are no thresholds: pksn guard thresholds set'] : []),
    ...thresholds.map((one) => `${one.feed ?? 'all feeds'}: ${limitsText(one)}`),
  ]);
}

function left({ skipped }: GuardView): string {
  const count = skipped.reduce((sum, one) => sum + one.count, 0);
  return count === 0 ? '' : `, ${counted(count, 'row')} not applicable`;
}

function whatOf({ name, entries, kind, feed }: GuardView): string {
  return `${name}: ${counted(entries, kind.slice(0, -1))} for ${feed ?? 'all feeds'}`;
}

async function show(session: Session, name: string): Promise<void> {
  const one = await adminGet<GuardView>(session, `guards/lists/${pathOf(name)}`);
  session.output.document(one, () => [
    `${whatOf(one)}, as ${counted(one.keys, 'key')}`,
    `  imported ${momentText(one.createdAt)} by ${one.createdBy}`,
    ...(one.examples ?? []).map((entry) => `  ${entry}`),
    ...one.skipped.map(({ reason, count, line }) => `  not applicable: ${count} ${reason} (first on line ${line})`),
  ]);
}

async function remove(session: Session, name: string): Promise<void> {
  const answer = await adminSend<object>(session, 'DELETE', `guards/lists/${pathOf(name)}`);
  session.output.document(answer, () => `${name} guards nothing any longer`);
}

async function setThresholds(session: Session, options: ThresholdOptions): Promise<void> {
  if (options.gone === undefined && options.popular === undefined) {
    throw new Fault('USAGE', 'give --gone, --popular or both; what takes limits away is pksn guard thresholds remove');
  }
  const { feed, gone: gonePercent, popular: popularFlips, popularFrom } = options;
  const body = { feed, gonePercent, popularFlips, popularFrom };
  const answer = await adminSend<GuardsView>(session, 'PUT', 'guards/thresholds', body);
  const set = answer.thresholds.find((one) => one.feed === (feed ?? null));
  session.output.document(answer, () => `${feed ?? 'all feeds'}: ${set === undefined ? 'no limit' : limitsText(set)}`);
}

async function removeThresholds(session: Session, { feed }: ThresholdOptions): Promise<void> {
  const answer = await adminSend<GuardsView>(session, 'DELETE', pagePath('guards/thresholds', { feed }, {}));
  session.output.document(
    answer,
    () => `${feed ?? 'all feeds'}: no thresholds of ${feed === undefined ? 'all feeds' : 'its own'}`,
  );
}
