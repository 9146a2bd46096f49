import { Command } from 'commander';
import type { CommanderError } from 'commander';
import { Fault } from '@pksn/domain';

/** Part of commander, which its types leave out: refuses a flag and suggests the nearest one. */
interface RefusesFlags {
  unknownOption(flag: string): never;
}

/** A command that names a misspelled flag before it asks for the required ones, among which it may belong. */
export class CliCommand extends Command {
  override createCommand(name?: string): Command {
    return new CliCommand(name);
  }

  override parseOptions(argv: string[]): { operands: string[]; unknown: string[] } {
    const parsed = super.parseOptions(argv);
    const [flag] = parsed.unknown;
    const isLeaf = this.commands.length === 0;
    const asksForHelp = parsed.unknown.some((one) => one === '--help' || one === '-h');
    if (isLeaf && flag !== undefined && !asksForHelp) (this as unknown as RefusesFlags).unknownOption(flag);
    return parsed;
  }
}

/** What commander found wrong, as a fault of our own: `USAGE: ...` with its exit code. */
export function faultOfCommander(error: CommanderError): Fault {
  if (error.code === 'commander.help') return new Fault('USAGE', 'a command is missing behind it');
  const text = error.message.replace(/^error: /, '').replace(/\s*\n\s*/g, ' ');
  return new Fault('USAGE', text);
}
