import type { GenerationView } from '../admin/answers';
import { adminGet, pathOf } from '../admin/call';
import { recordNumber, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';

export const register: Registrar = (program, run) => {
  const generation = program.command('generation').description('what the service answers from');
  generation
    .command('list')
    .description('list the latest generations')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 500), 20)
    .action(run(list));
  generation.command('show <n>').description('show one generation').action(run(show));
};

async function list(session: Session, options: { limit: number }): Promise<void> {
  const answer = await adminGet<{ generations: GenerationView[] }>(session, `generations?limit=${options.limit}`);
  const rows = answer.generations.map((one) => [one.number, one.createdAt, feedsText(one), one.reason]);
  session.output.table(answer, ['GENERATION', 'SINCE', 'FEEDS', 'REASON'], rows, 'There is no generation yet.');
}

async function show(session: Session, number: string): Promise<void> {
  const answer = await adminGet<GenerationView | { generation: GenerationView }>(
    session,
    `generations/${pathOf(recordNumber(number, 'a generation'))}`,
  );
  const one = 'generation' in answer ? answer.generation : answer;
  session.output.document(one, () => [
    `generation ${one.number}, since ${one.createdAt}: ${one.reason}`,
    ...one.snapshots.map(
      (snapshot) => `  ${snapshot.feed} version ${snapshot.version} (snapshot ${snapshot.snapshotId})`,
    ),
  ]);
}

function feedsText({ snapshots }: GenerationView): string {
  return snapshots.map((one) => `${one.feed}@${one.version}`).join(' ');
}
