import { writeDurable } from '@pksn/runtime';
import type { TokenView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
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
  token.command('list').description('list the tokens, never their secrets').action(run(list));
  token.command('revoke <id>').description('void a token at once').action(run(revoke));
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

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ tokens: TokenView[] }>(session, 'tokens');
  const rows = answer.tokens.map((one) => {
    return [one.id, one.role, one.evaluation ? `${one.label} (evaluation)` : one.label, one.createdAt, one.expiresAt];
  });
  session.output.table(answer, ['TOKEN', 'ROLE', 'LABEL', 'SINCE', 'EXPIRES'], rows, 'There is no token.');
}

async function revoke(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `tokens/${pathOf(id)}`);
  session.output.document({ id, revoked: true }, () => `token ${id} is void`);
}
