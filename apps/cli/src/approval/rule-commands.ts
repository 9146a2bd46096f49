import { Fault } from '@pksn/domain';
import { adminGet, adminSend } from '../admin/call';
import type { Session } from '../session';

interface RulesView {
  readonly greenOverrides: boolean;
  readonly guardedActivations: boolean;
  readonly trustChanges: boolean;
  readonly days: number;
  readonly setBy: string | null;
}

type Switch = 'on' | 'off';

interface RuleOptions {
  readonly greenOverrides?: Switch;
  readonly guardedActivations?: Switch;
  readonly trustChanges?: Switch;
  readonly days?: number;
}

export async function show(session: Session): Promise<void> {
  const rules = await adminGet<RulesView>(session, 'four-eyes');
  session.output.document(rules, () => linesOf(rules));
}

export async function set(session: Session, { days, ...switches }: RuleOptions): Promise<void> {
  const body = Object.fromEntries(Object.entries(switches).map(([name, value]) => [name, value === 'on']));
  if (days === undefined && Object.keys(body).length === 0)
    throw new Fault('USAGE', 'name a rule to change, or --days');
  const rules = await adminSend<RulesView>(session, 'PUT', 'four-eyes', {
    ...body,
    ...(days === undefined ? {} : { days }),
  });
  session.output.document(rules, () => linesOf(rules));
}

function linesOf({ greenOverrides, guardedActivations, trustChanges, days, setBy }: RulesView): string[] {
  const people = (isOn: boolean): string => (isOn ? 'two people' : 'one person');
  return [
    `overrides to green    ${people(greenOverrides)}`,
    `steps past a guard    ${people(guardedActivations)}`,
    `changes of trust      ${people(trustChanges)}`,
    `a proposal waits      ${days === 1 ? '1 day' : `${String(days)} days`}`,
    ...(setBy === null ? [] : [`set by                ${setBy}`]),
  ];
}
