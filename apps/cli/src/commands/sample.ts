import { TRUST_GROUPS, ZONES } from '@pksn/domain';
import { expiry, oneOf, wholeNumber } from '../options';
import { download } from '../sample/download-command';
import { claim, forget, list, release, show, unclaim, verdict } from '../sample/queue-commands';
import type { Registrar } from '../session';

const STATES = ['new', 'claimed', 'decided'];
const FORMS = ['override', 'own-feed', 'both', 'neither'];

/** Everywhere ID may also be the SHA-256 of the file. */
export const register: Registrar = (program, run) => {
  const sample = program.command('sample').description('suspicious files that endpoints sent, for analysts');
  sample
    .command('list')
    .description('the oldest first')
    .option('--state <state>', STATES.join(', '), oneOf(STATES))
    .option('--sha256 <hex>', 'of the whole file')
    .option('--mine', 'those that you have claimed')
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .option('--all', 'all pages')
    .action(run(list));
  sample.command('show <id>').description('all that is known of one').action(run(show));
  sample
    .command('claim [id]')
    .description('work on one, for a time alone; default: the oldest that nobody has')
    .action(run(claim));
  sample
    .command('unclaim <id>')
    .description('give it back to the queue')
    .option('--force', 'also what another has claimed')
    .action(run(unclaim));
  sample
    .command('download <id>')
    .description('write the file that was sent (0600, not executable); this is noted in the history')
    .requiredOption('--out <file>', 'a file that is not there yet')
    .option('--part <id>', 'where only parts came: one of them, as show lists them')
    .action(run(download));
  sample
    .command('verdict <id>')
    .description('say what it is; it must be claimed by you')
    .requiredOption('--zone <zone>', ZONES.filter((zone) => zone !== 'orange').join(', '), oneOf(ZONES))
    .requiredOption('--reason <text>', 'why')
    .requiredOption(
      '--as <form>',
      'override: in force here at once; own-feed: for other installations; both; neither',
      oneOf(FORMS),
    )
    .option('--threat <name>', 'name of the threat')
    .option('--trust-group <group>', TRUST_GROUPS.join(', '), oneOf(TRUST_GROUPS))
    .option('--expires <when>', 'end of the override: a date, a time, or 30d, 12h', expiry)
    .action(run(verdict));
  sample
    .command('release <id>')
    .description('erase the content now and for good; what is known of it stays')
    .requiredOption('--reason <text>', 'why')
    .action(run(release));
  sample
    .command('forget <id>')
    .description('erase everything that is known of it (administrators)')
    .option('--yes', 'that is meant')
    .action(run(forget));
};
