import { oneOf } from '../options';
import { add, list, passwd, remove, set } from '../people/person-commands';
import type { Registrar } from '../session';

const ROLES = ['viewer', 'operator', 'license-manager', 'administrator', 'customer-administrator'] as const;

export const register: Registrar = (program, run) => {
  const user = program.command('user').description('people who sign in at the console');
  user
    .command('add <name>')
    .description('make a person, and a one-time code by which they set a password')
    .requiredOption('--role <role>', ROLES.join(', '), oneOf(ROLES))
    .option('--customer <id>', 'the one customer of a customer-administrator')
    .option('--out <file>', 'file for the code, readable by you alone; left out: it is printed')
    .action(run(add));
  user.command('list').description('list the people').action(run(list));
  user
    .command('passwd <name>')
    .description('set a password, which has to be changed at the next sign-in; ends all sessions')
    .option('--password-file <file>', 'the password; left out: it is piped in')
    .option('--code', 'a one-time code in place of a password')
    .option('--out <file>', 'file for the code, readable by you alone')
    .action(run(passwd));
  user
    .command('set <name>')
    .description('change what a person may')
    .option('--role <role>', ROLES.join(', '), oneOf(ROLES))
    .option('--customer <id>', 'the one customer of a customer-administrator')
    .option('--disable', 'nobody signs in by this name any longer')
    .option('--enable', 'undo --disable')
    .option('--no-second-factor', 'remove a second factor that was lost')
    .option('--force', 'even the last administrator who can sign in')
    .action(run(set));
  user
    .command('remove <name>')
    .description('remove a person; the history keeps the name')
    .option('--force', 'even the last administrator who can sign in')
    .action(run(remove));
};
