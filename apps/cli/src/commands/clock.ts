import { adminGet, adminSend } from '../admin/call';
import type { Registrar, Session } from '../session';

interface ClockView {
  readonly state: 'right' | 'behind' | 'leapt';
  readonly judged: string;
  readonly system: string;
  readonly aheadSeconds: number;
  readonly problem: { readonly what: string; readonly advice: string } | null;
}

export const register: Registrar = (program, run) => {
  const clock = program.command('clock').description('the time by which everything is judged');
  clock
    .command('show')
    .description("the time that is judged by, the machine's clock, and what to do where they differ")
    .action(run(show));
  clock
    .command('reset')
    .description("judge by the machine's clock as it is now, ahead or back; look at `clock show` first")
    .requiredOption('--reason <text>', 'why it is right; kept in the history')
    .action(run(reset));
};

async function show(session: Session): Promise<void> {
  const answer = await adminGet<ClockView>(session, 'clock');
  session.output.document(answer, () => linesOf(answer));
}

async function reset(session: Session, { reason }: { reason: string }): Promise<void> {
  const answer = await adminSend<ClockView & { before: string }>(session, 'POST', 'clock/reset', { reason });
  session.output.document(answer, () => [`before     ${second(answer.before)}`, ...linesOf(answer)]);
}

function linesOf({ judged, system, aheadSeconds, problem }: ClockView): string[] {
  const apart = Math.abs(aheadSeconds);
  const side = aheadSeconds < 0 ? 'behind' : 'ahead';
  return [
    `judged by  ${second(judged)}`,
    `clock      ${second(system)}${apart === 0 ? '' : `, ${String(apart)} s ${side}`}`,
    ...(problem === null ? ['The clock is right.'] : [`${problem.what}.`, problem.advice]),
  ];
}

function second(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}
