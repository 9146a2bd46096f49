import { approve, list, refuse, show, withdraw } from '../approval/approval-commands';
import { oneOf, wholeNumber } from '../options';
import type { Registrar } from '../session';

const STATES = ['waiting', 'approved', 'refused', 'withdrawn', 'outdated', 'expired', 'ended'] as const;

export const register: Registrar = (program, run) => {
  const approval = program.command('approval').description('what one person proposed and another has to agree to');
  approval
    .command('list')
    .description('what waits for a second person, newest first')
    .option('--state <state>', STATES.join(', '), oneOf(STATES), 'waiting')
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .action(run(list));
  approval.command('show <id>').description('all that a second person has to see, as it is now').action(run(show));
  approval
    .command('approve <id>')
    .description('do what somebody else proposed')
    .option('--reason <text>', 'kept in the history')
    .action(run(approve));
  approval
    .command('refuse <id>')
    .description('end it; nothing is changed')
    .requiredOption('--reason <text>', 'why; whoever proposed it sees it')
    .action(run(refuse));
  approval
    .command('withdraw <id>')
    .description('take back what you proposed')
    .option('--reason <text>', 'kept in the history')
    .action(run(withdraw));
};
