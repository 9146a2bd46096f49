import { writeDurable } from '@pksn/runtime';
import { adminSend } from '../admin/call';
import { oneOf, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';

const ROLES = ['viewer', 'operator', 'license-manager', 'administrator'] as const;

export const register: Registrar = (program, run) => {
  const token = program.command('token').description('access for automation');
  token
    .command('create')
    .description('make a token for the admin API')
    .requiredOption('--role <role>', ROLES.join(', '), oneOf(ROLES))
    .option('--days <n>', 'days until it expires', wholeNumber(1, 3_650), 90)
    .requiredOption('--out <file>', 'file for the token, readable by you alone')
    .action(run(create));
};

async function create(session: Session, options: { role: string; days: number; out: string }): Promise<void> {
  const { role, days, out } = options;
  const made = await adminSend<{ token: string; id: string | number }>(session, 'POST', 'tokens', { role, days });
  await writeDurable(out, `${made.token}\n`, 0o600);
  session.output.document(
    { id: made.id, role, days, file: out },
    () => `token ${made.id} (${role}, ${days} days) is in ${out}`,
  );
}
