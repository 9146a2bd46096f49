import { OBJECT_TYPES } from '@pksn/domain';
import { listOf, oneOf, wholeNumber } from '../options';
import type { Registrar } from '../session';
import { CUSTOMER_ROLE, MACHINE_ROLE, create } from '../token/create-token';
import { list, revoke } from '../token/held-tokens';

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
    .option('--scope <scopes>', 'parts of the API: AREA:read, AREA:write; left out: all that the role may', listOf)
    .option('--label <text>', 'whose it is, as the audit log names it; default: the name of its file')
    .option('--days <n>', 'days until it expires', wholeNumber(1, 3_650), 90)
    .option('--out <file>', 'file for the token, readable by you alone')
    .option('--force', 'overwrite --out; a token that is overwritten is lost, and still valid until it is revoked')
    .action(run(create));
  token.command('list').description('list the tokens, never their secrets').action(run(list));
  token
    .command('revoke <id>')
    .description('void a token at once')
    .option('--force', 'even the one by which this command is let in')
    .action(run(revoke));
};
