import { Fault, activationText, parseActivation } from '@pksn/domain';
import { isFeedName } from '@pksn/signing';
import type { FeedView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { wholeNumber, yesNo } from '../options';
import type { Registrar, Session } from '../session';
import { release } from '../snapshot/release';

const PRIORITY_LIMIT = 1_000_000;

export const register: Registrar = (program, run) => {
  const feed = program.command('feed').description('feeds: priority, activation, openness');
  feed.command('list').description('list the feeds').action(run(list));
  feed
    .command('set <feed>')
    .description('change how a feed is used')
    .option('--priority <n>', 'lower comes first', wholeNumber(0, PRIORITY_LIMIT))
    .option('--activation <when>', 'immediate, manual, or an hour and its zone, such as "03:30 Europe/Berlin"')
    .option('--open <yes|no>', 'open to every customer', yesNo)
    .action(run(set));
  feed
    .command('release <feed>')
    .description('take the pin off that going back has set, and answer from the newest snapshot that it held')
    .option('--reason <text>', 'for the audit log')
    .action(run(release));
};

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ feeds: FeedView[] }>(session, 'feeds');
  const rows = answer.feeds.map((one) => {
    const marks = [one.stale ? 'stale' : '', one.pinned ? 'pinned' : '', one.open ? 'open' : ''].filter(
      (mark) => mark !== '',
    );
    return [one.feed, one.version, one.priority, one.activation, one.freshUntil, coverageText(one), marks.join(' ')];
  });
  const header = ['FEED', 'VERSION', 'PRIORITY', 'ACTIVATION', 'FRESH UNTIL', 'COVERS', ''];
  session.output.table(answer, header, rows, 'There is no feed yet.');
}

/** The kinds of object of which the feed claims to know any. */
function coverageText({ coverage }: FeedView): string {
  return Object.entries(coverage ?? {})
    .filter(([, completeness]) => completeness !== 'none')
    .map(([kind]) => kind)
    .join(' ');
}

async function set(
  session: Session,
  feed: string,
  options: { priority?: number; activation?: string; open?: boolean },
): Promise<void> {
  if (!isFeedName(feed)) throw new Fault('USAGE', `"${feed}" is not a feed name: NAME/FEED`);
  const { priority, open } = options;
  if (priority === undefined && options.activation === undefined && open === undefined) {
    throw new Fault('USAGE', 'nothing is to be changed: pass --priority, --activation or --open');
  }
  const activation = options.activation && activationText(parseActivation(options.activation));
  const answer = await adminSend<FeedView>(session, 'PATCH', `feeds/${pathOf(...feed.split('/'))}`, {
    priority,
    activation,
    open,
  });
  session.output.document(
    answer,
    () => `${feed}: priority ${answer.priority}, activation ${answer.activation}${answer.open ? ', open' : ''}`,
  );
}
