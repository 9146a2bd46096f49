import { set, show } from '../approval/rule-commands';
import { oneOf, wholeNumber } from '../options';
import type { Registrar } from '../session';

const SWITCH = ['on', 'off'] as const;

export const register: Registrar = (program, run) => {
  const rules = program.command('four-eyes').description('what needs two people');
  rules.command('show').description('the rules as they are').action(run(show));
  rules
    .command('set')
    .description('change the rules; turning one off needs two people itself')
    .option('--green-overrides <on|off>', 'overrides that turn objects green', oneOf(SWITCH))
    .option('--guarded-activations <on|off>', 'steps of feeds past a guard', oneOf(SWITCH))
    .option('--trust-changes <on|off>', 'trust in vendors, given or ended', oneOf(SWITCH))
    .option('--days <n>', 'how long a proposal waits', wholeNumber(1, 90))
    .action(run(set));
};
