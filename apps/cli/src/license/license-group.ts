import { register as registerCommands } from '../commands/license';
import type { Registrar } from '../session';

/** The license commands, with the flag that lets `license make` replace files. */
export const register: Registrar = (program, run) => {
  registerCommands(program, run);
  const license = program.commands.find((one) => one.name() === 'license');
  const make = license?.commands.find((one) => one.name() === 'make');
  make?.option('--force', 'overwrite --out and --key-out; a key that is overwritten is lost');
};
