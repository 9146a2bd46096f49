import { Fault } from '@pksn/domain';
import { writeDurable } from '@pksn/runtime';
import type { TokenView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { requireWritable } from '../files/output-path';
import { oneOf, wholeNumber } from '../options';
import type { Registrar, Session } from '../session';

const CUSTOMER_ROLE = 'customer-administrator';
const ROLES = ['viewer', 'operator', 'license-manager', 'administrator', CUSTOMER_ROLE] as const;

export const register: Registrar = (program, run) => {
  const token = program.command('token').description('access for automation');
  token
    .command('create')
    .description('make a token for the admin API')
    .requiredOption('--role <role>', ROLES.join(', '), oneOf(ROLES))
    .option('--customer <id>', `the one customer whose objects a ${CUSTOMER_ROLE} sees and changes`)
    .option('--label <text>', 'whose it is, as the audit log names it')
    .option('--days <n>', 'days until it expires', wholeNumber(1, 3_650), 90)
    .requiredOption('--out <file>', 'file for the token, readable by you alone')
    .action(run(create));
  token.command('list').description('list the tokens, never their secrets').action(run(list));
  token.command('revoke <id>').description('void a token at once').action(run(revoke));
};

interface CreateOptions {
  readonly role: string;
  readonly customer?: string;
  readonly label?: string;
  readonly days: number;
  readonly out: string;
}

/** Nothing is minted that could not be kept: a token is shown once. */
async function create(session: Session, { role, customer, label, days, out }: CreateOptions): Promise<void> {
  if ((role === CUSTOMER_ROLE) !== (customer !== undefined)) {
    throw new Fault('USAGE', `--role ${CUSTOMER_ROLE} needs --customer, and no other role takes it`);
  }
  await requireWritable(out, '--out');
  const body = { role, days, customer, label };
  const made = await adminSend<{ token: string; id: string | number }>(session, 'POST', 'tokens', body);
  await writeDurable(out, `${made.token}\n`, 0o600);
  const whose = customer === undefined ? role : `${role} of ${customer}`;
  session.output.document(
    { id: made.id, role, ...(customer === undefined ? {} : { customer }), days, file: out },
    () => `token ${made.id} (${whose}, ${days} days) is in ${out}`,
  );
}

async function list(session: Session): Promise<void> {
  const answer = await adminGet<{ tokens: TokenView[] }>(session, 'tokens');
  const rows = answer.tokens.map((one) => {
    return [
      one.id,
      one.role,
      one.customer,
      one.evaluation ? `${one.label} (evaluation)` : one.label,
      one.createdAt,
      one.expiresAt,
    ];
  });
  session.output.table(answer, ['TOKEN', 'ROLE', 'CUSTOMER', 'LABEL', 'SINCE', 'EXPIRES'], rows, 'There is no token.');
}

async function revoke(session: Session, id: string): Promise<void> {
  await adminSend(session, 'DELETE', `tokens/${pathOf(id)}`);
  session.output.document({ id, revoked: true }, () => `token ${id} is void`);
}
