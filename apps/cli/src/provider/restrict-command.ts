import { Fault, OBJECT_TYPES } from '@pksn/domain';
import type { ObjectType, RequestRestriction, RestrictionMode } from '@pksn/domain';
import type { Command } from 'commander';
import { adminGet, adminSend } from '../admin/call';
import { momentText as moment } from '../console/moments';
import { dateOrTime, expiry, oneOf, wholeNumber } from '../options';
import type { Session } from '../session';

interface RestrictOptions {
  readonly mode?: RestrictionMode;
  readonly sample?: number;
  readonly from?: string;
  readonly until?: string;
  readonly reason?: string;
  readonly lift?: boolean;
}

interface Answer {
  readonly restrictions: readonly RequestRestriction[];
}

export function declareRestrictOptions(command: Command): Command {
  return command
    .option('--mode <mode>', 'disabled, or sampled: from a share of endpoints only', oneOf(['disabled', 'sampled']))
    .option('--sample <percent>', 'with sampled: the percent of endpoints that may still ask', wholeNumber(1, 99))
    .option('--from <date>', 'from this date or time (UTC) on; default: at once', dateOrTime)
    .option('--until <date>', 'a date, a time (UTC), or how long, such as 2h; default: until it is lifted', expiry)
    .option('--reason <text>', 'what people at the endpoints are told')
    .option('--lift', 'take requests for these kinds again');
}

/** `list` in place of kinds lists. */
export async function restrict(session: Session, objects: string, options: RestrictOptions): Promise<void> {
  if (objects === 'list') return show(session, await adminGet<Answer>(session, 'restrictions'));
  const kinds = kindsOf(objects);
  const { lift = false, ...restriction } = options;
  if (lift) {
    if (Object.keys(restriction).length > 0) throw new Fault('USAGE', '--lift goes with no other option');
    return show(session, await adminSend<Answer>(session, 'POST', 'restrictions/lift', { objects: kinds }));
  }
  if (restriction.mode === undefined || restriction.reason === undefined)
    throw new Fault('USAGE', 'pass --mode and --reason, or --lift');
  if ((restriction.mode === 'sampled') !== (restriction.sample !== undefined))
    throw new Fault('USAGE', '--mode sampled needs --sample PERCENT, and no other mode has it');
  show(session, await adminSend<Answer>(session, 'POST', 'restrictions', { objects: kinds, ...restriction }));
}

function show({ output }: Session, { restrictions }: Answer): void {
  const rows = restrictions.map(({ objects, mode, sample, notBefore, until, reason }) => [
    objects.join(', '),
    mode === 'disabled' ? 'switched off' : `${String(sample)} % of endpoints`,
    moment(notBefore),
    until === null ? 'lifted' : moment(until),
    reason,
  ]);
  output.table(restrictions, ['kinds', 'requests', 'from', 'until', 'reason'], rows, 'Nothing is restricted.');
}

/** `all` stands for every kind. */
function kindsOf(text: string): ObjectType[] {
  if (text === 'all') return [...OBJECT_TYPES];
  return [...new Set(text.split(',').map((one) => one.trim()))].map((word) => {
    const kind = OBJECT_TYPES.find((one) => one === word);
    if (kind !== undefined) return kind;
    throw new Fault('USAGE', `"${word.slice(0, 40)}" is no kind of object: ${OBJECT_TYPES.join(', ')}, or all`);
  });
}
