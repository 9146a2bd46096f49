import { create, list, revoke } from '../integration/administer-tokens';
import { listOf, wholeNumber } from '../options';
import type { Registrar } from '../session';

export const register: Registrar = (program, run) => {
  const integration = program.command('integration').description('tokens for third-party tools');
  integration
    .command('create')
    .description('make a token by which a tool asks in place of a license key')
    .requiredOption('--license <id>', 'license that it acts for, or VENDOR:ID')
    .requiredOption('--protocol <names...>', 'protocols that it may be used for, such as native', listOf)
    .option('--label <text>', 'what the tool is', 'integration')
    .option('--days <n>', 'days until it expires', wholeNumber(1, 3_650), 365)
    .requiredOption('--out <file>', 'file for the token, readable by you alone')
    .option('--force', 'overwrite --out; a token that is overwritten is lost')
    .action(run(create));
  integration
    .command('list')
    .description('list the tokens, never their secrets')
    .option('--customer <id>', "of this customer's licenses only")
    .action(run(list));
  integration.command('revoke <id>').description('void a token for good').action(run(revoke));
};
