import { adminGet } from '../admin/call';
import type { Registrar, Session } from '../session';

/** Something that a person should know, as the admin API tells it. */
export interface AlertView {
  readonly code: string;
  readonly severity: 'critical' | 'warning' | 'info';
  readonly subject: string;
  readonly sentence: string;
  readonly next: string;
  readonly since: string | null;
  readonly due: string | null;
}

export const register: Registrar = (program, run) => {
  program.command('alerts').description('what will hurt soon, the worst first, with the next step').action(run(alerts));
};

async function alerts(session: Session): Promise<void> {
  const answer = await adminGet<{ alerts: AlertView[] }>(session, 'alerts');
  session.output.document(answer, () =>
    answer.alerts.length === 0
      ? 'There is nothing to do.'
      : answer.alerts.flatMap(({ severity, sentence, next }) => [
          `${severity.padEnd(9)} ${sentence}`,
          `          ${next}`,
        ]),
  );
}
