import { Fault } from '@pksn/domain';
import { isFeedName } from '@pksn/signing';
import type { FeedView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { wholeNumber, yesNo } from '../options';
import type { Registrar, Session } from '../session';

const PRIORITY_LIMIT = 1_000_000;

export const register: Registrar = (program, run) => {
  const feed = program.command('feed').description('feeds: priority, activation, openness');
  feed.command('list').description('list the feeds').action(run(list));
  feed
    .command('set <feed>')
    .description('change how a feed is used')
    .option('--priority <n>', 'lower comes first', wholeNumber(0, PRIORITY_LIMIT))
    .option('--activation <when>', 'immediate or manual')
    .option('--open <yes|no>', 'open to every customer', yesNo)
    .action(run(set));
};

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ feeds: FeedView[] }>(session, 'feeds');
  const rows = answer.feeds.map((one) => {
    const marks = [one.stale ? 'stale' : '', one.pinned ? 'pinned' : '', one.open ? 'open' : ''].filter(
      (mark) => mark !== '',
    );
    return [one.feed, one.version, one.priority, one.activation, one.freshUntil, marks.join(' ')];
  });
  const header = ['FEED', 'VERSION', 'PRIORITY', 'ACTIVATION', 'FRESH UNTIL', ''];
  session.output.table(answer, header, rows, 'There is no feed yet.');
}

async function set(
  session: Session,
  feed: string,
  options: { priority?: number; activation?: string; open?: boolean },
): Promise<void> {
  if (!isFeedName(feed)) throw new Fault('USAGE', `"${feed}" is not a feed name: NAME/FEED`);
  const { priority, activation, open } = options;
  if (priority === undefined && activation === undefined && open === undefined) {
    throw new Fault('USAGE', 'nothing is to be changed: pass --priority, --activation or --open');
  }
  const answer = await adminSend(session, 'PATCH', `feeds/${pathOf(...feed.split('/'))}`, {
    priority,
    activation,
    open,
  });
  session.output.document(answer, () => `${feed} was changed`);
}
