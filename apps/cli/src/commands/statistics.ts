import { adminGet } from '../admin/call';
import { dateOrTime, oneOf, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';
import { endpoints } from '../statistics/endpoints';

interface QueriesView {
  readonly from: string;
  readonly to: string;
  readonly by: 'hour' | 'day';
  readonly counts: readonly {
    readonly from: string;
    readonly object: string;
    readonly zone: string;
    readonly queries: number;
  }[];
}

interface UnknownView {
  readonly from: string;
  readonly objects: readonly { readonly type: string; readonly object: string; readonly queries: number }[];
}

/** Characters of a time that tell an hour, and a day. */
const SHOWN = { hour: 16, day: 10 } as const;

export const register: Registrar = (program, run) => {
  const statistics = program
    .command('statistics')
    .description('what the service counts of its own answers, and what endpoints contribute');
  statistics
    .command('queries')
    .description('verdicts that were given, by kind of object and zone')
    .option('--by <unit>', 'hour or day (UTC)', oneOf(['hour', 'day']), 'day')
    .option('--from <t>', 'first day or time; default: 30 days ago, by hour 2', dateOrTime)
    .option('--to <t>', 'up to this day or time; default: now', dateOrTime)
    .action(run(queries));
  statistics
    .command('unknown')
    .description('unknown objects that were asked for most, where the service keeps them (--unknown-objects)')
    .option('--from <t>', 'first day or time; default: 7 days ago', dateOrTime)
    .option('--limit <n>', 'how many', wholeNumber(1, 1_000), 50)
    .action(run(unknown));
  statistics
    .command('endpoints')
    .description('what endpoints contributed: counters, by customer and application version')
    .option('--detections', 'the objects that were detected most, instead')
    .option('--by <unit>', 'hour or day (UTC)', oneOf(['hour', 'day']), 'day')
    .option('--from <t>', 'first day or time; default: 30 days ago, by hour 2', dateOrTime)
    .option('--to <t>', 'up to this day or time; default: now', dateOrTime)
    .option('--customer <id>', 'of this customer alone')
    .option('--limit <n>', 'how many detections', wholeNumber(1, 1_000), 50)
    .action(run(endpoints));
};

async function queries(session: Session, options: { by: 'hour' | 'day'; from?: string; to?: string }): Promise<void> {
  const { by, from, to } = options;
  const answer = await adminGet<QueriesView>(session, `statistics/queries?${query({ by, from, to })}`);
  const rows = answer.counts.map((one) => [
    one.from.slice(0, SHOWN[by]).replace('T', ' '),
    one.object,
    one.zone,
    one.queries,
  ]);
  session.output.table(
    answer,
    [by.toUpperCase(), 'OBJECT', 'ZONE', 'QUERIES'],
    rows,
    'Nothing was asked in this time.',
  );
}

async function unknown(session: Session, { from, limit }: { from?: string; limit: number }): Promise<void> {
  const answer = await adminGet<UnknownView>(session, `statistics/unknown?${query({ from, limit: String(limit) })}`);
  const rows = answer.objects.map((one) => [one.queries, one.type, one.object]);
  session.output.table(
    answer,
    ['QUERIES', 'KIND', 'OBJECT'],
    rows,
    'Nothing is kept; query processes keep it only with --unknown-objects.',
  );
}

function query(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((one): one is [string, string] => one[1] !== undefined);
  return new URLSearchParams(given).toString();
}
