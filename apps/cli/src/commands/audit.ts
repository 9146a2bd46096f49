import { accept } from '../audit/accept-command';
import { checkpoint, key } from '../audit/checkpoint-command';
import { exportChain } from '../audit/export-command';
import { list } from '../audit/list-command';
import { verify } from '../audit/verify-command';
import { dateOrTime, wholeNumber } from '../options';
import type { Registrar } from '../session';

export const register: Registrar = (program, run) => {
  const audit = program
    .command('audit')
    .description('what was done, by whom, and whether that is still what was written');
  audit
    .command('list')
    .description('entries of the audit log, newest first')
    .option('--actor <actor>', 'by this one, such as operator:alice')
    .option('--action <action>', 'of this kind; snapshot. stands for all that begin so')
    .option('--subject <subject>', 'about this feed, license, import …')
    .option('--search <text>', 'with this in anything that it says; looks through 100,000 entries at a time')
    .option('--from <t>', 'from this day or time on', dateOrTime)
    .option('--to <t>', 'before this day or time', dateOrTime)
    .option('--limit <n>', 'of one page', wholeNumber(1, 500))
    .option('--cursor <cursor>', 'where the page begins, as the page before told')
    .action(run(list));
  audit
    .command('verify')
    .description('read the whole history and check it; tells the first entry that is not as it was written')
    .option('--checkpoint <file>', 'a checkpoint that was kept elsewhere; give it again for more', collect)
    .option('--public-key <file>', "the installation's public key, as pksn audit key wrote it")
    .option('--input <file>', 'an export instead of the service; needs no service')
    .action(run(verify));
  audit
    .command('checkpoint')
    .description('the newest signed checkpoint, to be kept where the service cannot write')
    .option('--now', 'make one first')
    .option('--out <file>', 'write it to this file')
    .option('--force', 'overwrite the file')
    .action(run(checkpoint));
  audit
    .command('key')
    .description('the public key that verifies checkpoints')
    .option('--out <file>', 'write it to this file')
    .option('--force', 'overwrite the file')
    .action(run(key));
  audit
    .command('export')
    .description('write the whole history to a file, for verify --input and for other tools')
    .requiredOption('--out <file>', 'file to write: a line of JSON for each entry')
    .option('--force', 'overwrite the file')
    .action(run(exportChain));
  audit
    .command('accept')
    .description('go on from a history that is not the one before, as after a restored backup')
    .requiredOption('--reason <text>', 'why; every later checkpoint follows from one that says so')
    .action(run(accept));
};

function collect(path: string, before: readonly string[] = []): string[] {
  return [...before, path];
}
