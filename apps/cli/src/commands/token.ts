import { Fault, OBJECT_TYPES } from '@pksn/domain';
import { writeDurable } from '@pksn/runtime';
import type { TokenView } from '../admin/answers';
import { adminGet, adminSend, pathOf } from '../admin/call';
import { readTextFile } from '../connection/read-text-file';
import { requireWritable } from '../files/output-path';
import { listOf, oneOf, wholeNumber } from '../options';
import type { RightsOptions } from '../override/machine-rights';
import { rightsOf } from '../override/machine-rights';
import type { Registrar, Session } from '../session';

const CUSTOMER_ROLE = 'customer-administrator';
const MACHINE_ROLE = 'override-writer';
const ROLES = ['viewer', 'operator', 'license-manager', 'administrator', CUSTOMER_ROLE, MACHINE_ROLE] as const;

export const register: Registrar = (program, run) => {
  const token = program.command('token').description('access for automation');
  token
    .command('create')
    .description('make a token for the admin API')
    .requiredOption('--role <role>', ROLES.join(', '), oneOf(ROLES))
    .option('--customer <id>', `the one customer whose objects a ${CUSTOMER_ROLE} sees and changes`)
    .option('--kinds <kinds>', `kinds of object that an ${MACHINE_ROLE} may judge: ${OBJECT_TYPES.join(', ')}`, listOf)
    .option('--zones <zones>', 'zones that it may set', listOf)
    .option('--max-days <n>', 'days after which its overrides end at the latest', wholeNumber(1, 3_650))
    .option('--rate <n>', 'overrides that it may set in a minute', wholeNumber(1, 60_000))
    .option('--certificate <file>', 'its client certificate in PEM, in place of a token')
    .option('--label <text>', 'whose it is, as the audit log names it')
    .option('--days <n>', 'days until it expires', wholeNumber(1, 3_650), 90)
    .option('--out <file>', 'file for the token, readable by you alone')
    .action(run(create));
  token.command('list').description('list the tokens, never their secrets').action(run(list));
  token.command('revoke <id>').description('void a token at once').action(run(revoke));
};

interface CreateOptions extends RightsOptions {
  readonly role: string;
  readonly customer?: string;
  readonly label?: string;
  readonly days: number;
  readonly certificate?: string;
  readonly out?: string;
}

/** Nothing is minted that could not be kept: a token is shown once. */
async function create(session: Session, options: CreateOptions): Promise<void> {
  const { role, customer, label, days, out } = options;
  if (role !== MACHINE_ROLE && (role === CUSTOMER_ROLE) !== (customer !== undefined)) {
    throw new Fault('USAGE', `--role ${CUSTOMER_ROLE} needs --customer, and other roles of people take none`);
  }
  if ((out === undefined) === (options.certificate === undefined)) {
    throw new Fault('USAGE', 'pass --out for a token, or --certificate of a machine');
  }
  if (out !== undefined) await requireWritable(out, '--out');
  const certificate =
    options.certificate === undefined ? undefined : await readTextFile(options.certificate, 'certificate');
  const body = { role, days, customer, label, rights: rightsOf(role === MACHINE_ROLE, options), certificate };
  const made = await adminSend<{ token?: string; id: string | number }>(session, 'POST', 'tokens', body);
  if (out !== undefined) await writeDurable(out, `${made.token ?? ''}\n`, 0o600);
  const whose = customer === undefined ? role : `${role} of ${customer}`;
  const where = out === undefined ? 'is held by the certificate' : `is in ${out}`;
  session.output.document(
    {
      id: made.id,
      role,
      ...(customer === undefined ? {} : { customer }),
      days,
      ...(out === undefined ? {} : { file: out }),
    },
    () => `token ${made.id} (${whose}, ${days} days) ${where}`,
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
