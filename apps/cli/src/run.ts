import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { Fault } from '@pksn/domain';
import { productVersion } from '@pksn/runtime';
import { PROPOSED_EXIT_CODE, SecondPersonNeeded, proposalText } from './admin/second-person';
import { CliCommand, faultOfCommander } from './cli-command';
import { COMMAND_GROUPS } from './command-groups';
import { plain } from './console/output';
import type { Terminal } from './console/terminal';
import { faultOfDisk, isDiskError } from './files/disk-reason';
import { warnOfReadableSecrets } from './files/readable-secrets';
import { createSession } from './session';
import type { ActionRunner, GlobalOptions } from './session';

/** Runs one command line and returns its exit code: 0, what the command returns, or the code of its fault's kind. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const program = new CliCommand('pksn');
  const runner: ActionRunner =
    (action) =>
    async (...rest: unknown[]) => {
      const command = rest[rest.length - 1] as Command;
      const session = createSession(terminal, command.optsWithGlobals<GlobalOptions>());
      try {
        await warnOfReadableSecrets(session);
        exitCode = (await action(session, ...(rest.slice(0, -1) as never))) ?? 0;
      } finally {
        session.progress.clear();
      }
    };
  declareProgram(program, argv, terminal, runner);
  try {
    if (argv.length === 0) program.help();
    if (argv[0] === '--version') {
      terminal.out(`${productVersion()}\n`);
      return 0;
    }
    await program.parseAsync(argv as string[], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof SecondPersonNeeded) return proposed(error, argv, terminal);
    if (!(error instanceof CommanderError)) return report(error, argv, terminal);
    // Help that was asked for is no error; help that commander shows because something is missing is one.
    return error.exitCode === 0 ? 0 : report(faultOfCommander(error), argv, terminal);
  }
}

function declareProgram(program: Command, argv: readonly string[], terminal: Terminal, runner: ActionRunner): void {
  program
    .description('Private KSN: reputation packages, licenses and lookups')
    .option('--data <dir>', 'data folder of a service that runs here', './data')
    .option('--json', 'print JSON for machines')
    .option('--admin <url>', 'address of the admin API')
    .option('--server <url>', 'address of the query API')
    .option('--cacert <file>', 'certificate authority of the service')
    .option('--token-file <file>', 'file with a token for the admin API')
    .option('--key-file <file>', 'file with a license key for queries')
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => (argv.includes('--json') ? undefined : terminal.err(text)),
      // `report` prints it, with its code.
      outputError: () => undefined,
    })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      '\npksn --version prints the version of the product. Dates and times are UTC. Exit codes: docs/cli.md.',
    )
    .exitOverride();
  for (const group of COMMAND_GROUPS) {
    if (argv.includes(group.name)) group.load()(program, runner);
    else program.command(group.name).summary(group.summary).description(group.summary);
  }
}

/** The act waits: said on standard output, with an exit code of its own. */
function proposed({ proposal }: SecondPersonNeeded, argv: readonly string[], terminal: Terminal): number {
  terminal.out(`${plain(argv.includes('--json') ? JSON.stringify({ proposal }) : proposalText(proposal))}\n`);
  return PROPOSED_EXIT_CODE;
}

/** Standard error gets the code, what happened and what to do; a defect is shown with its stack, to be reported. */
function report(error: unknown, argv: readonly string[], terminal: Terminal): number {
  const fault = faultOfDisk(error) ?? Fault.from(error);
  if (argv.includes('--json')) {
    const { code, detail, facts } = fault;
    terminal.err(`${JSON.stringify({ error: { code, detail, advice: adviceOf(fault), facts } })}\n`);
  } else {
    terminal.err(plain(`${fault.code}: ${fault.entry.title}: ${fault.detail}\n${adviceOf(fault)}`) + '\n');
  }
  if (fault.code === 'INTERNAL' && error instanceof Error && error !== fault) terminal.err(`${error.stack ?? ''}\n`);
  return fault.exitCode;
}

/** About a file, the help of the command says nothing. */
function adviceOf(fault: Fault): string {
  return fault.code === 'USAGE' && isDiskError(fault.cause) ? 'Check the path.' : fault.entry.advice;
}
