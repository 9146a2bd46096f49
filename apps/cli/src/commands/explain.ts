import { explain } from '../explain/explain-command';
import type { Registrar } from '../session';

export const register: Registrar = (program, run) => {
  program
    .command('explain <object...>')
    .description('say who decides about objects and why, and what changed it')
    .option('--customer <id>', 'as the endpoints of a customer see it; left out: as the provider does')
    .option('--license <id>', 'as the endpoints of a license see it')
    .option('--certificate', 'the objects are thumbprints of certificates')
    .option('--software', 'the objects are "vendor / product[ / version]"')
    .action(run(explain));
};
