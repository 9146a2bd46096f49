import { check } from '../check/check-command';
import { FAIL_ON } from '../check/check-tally';
import { MOST_THREADS } from '../check/hash-pool';
import { listOf, oneOf, wholeNumber } from '../options';
import type { Registrar } from '../session';

export const register: Registrar = (program, run) => {
  program
    .command('check <path...>')
    .description(
      'hash local files and ask about them; exit 1 when one is red, 2 when one could not be read or was not answered for',
    )
    .option('-r, --recursive', 'go into folders; links in them are not followed')
    .option('--all', 'print every file, not only those that are not green or grey')
    .option('--fail-on <zone>', `from which zone on the check fails: ${FAIL_ON.join(', ')}`, oneOf(FAIL_ON), 'red')
    .option('--exclude <pattern>', 'leave out names or paths (*, ?, [a-z], **); may be given again', listOf)
    .option('--no-hidden', 'leave out names that begin with a dot')
    .option('-x, --one-file-system', 'stay on the file systems of what is named')
    .option('--sarif <file>', 'write a SARIF 2.1.0 log for code scanning')
    .option('--threads <number>', 'threads that hash; as many as there are processors', wholeNumber(1, MOST_THREADS))
    .action(run(check));
};
