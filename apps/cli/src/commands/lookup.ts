import { lookup } from '../query/lookup-command';
import type { Registrar } from '../session';

export const register: Registrar = (program, run) => {
  program
    .command('lookup [object...]')
    .description(
      'ask about hashes, URLs, domains and addresses; without any, or with -, one a line from standard input',
    )
    .option('--file <file>', 'one object a line; - is standard input')
    .option('--csv', 'print CSV, with a header line')
    .option('--certificate', 'the objects are thumbprints of certificates')
    .option('--software', 'the objects are "vendor / product[ / version]"')
    .action(run(lookup));
};
