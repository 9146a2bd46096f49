import { Fault } from '@pksn/domain';
import {
  configCheckRequested,
  describeError,
  helpRequested,
  loadConfig,
  runUntilSignal,
  settingHelp,
  unreadVariables,
} from '@pksn/runtime';
import { launch } from './launcher';
import { SETTINGS } from './settings';

const DEADLINE_MS = 90_000;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One paragraph: what happened, and what to do. A defect shows its stack, because here the reader is its owner. */
function explain(error: unknown): Fault {
  const fault = Fault.from(error);
  process.stderr.write(`${fault.code}: ${fault.detail}\n${fault.entry.advice}\n`);
  if (fault.code === 'INTERNAL') process.stderr.write(`${JSON.stringify(describeError(error), null, 2)}\n`);
  else if (fault.cause !== undefined && fault.kind !== 'configuration') {
    process.stderr.write(`${describeError(fault.cause).message}\n`);
  }
  return fault;
}

/** They are settings of single processes, which somebody expects to matter here. */
function warnOfUnread(): void {
  const unread = unreadVariables(SETTINGS);
  if (unread.length === 0) return;
  process.stderr.write(`npm start does not read ${unread.join(', ')}: npm start -- --help names what it takes\n`);
}

async function main(): Promise<void> {
  if (helpRequested()) return say(settingHelp('npm start --', SETTINGS));
  const settings = loadConfig(SETTINGS);
  warnOfUnread();
  if (configCheckRequested()) return say('the configuration is valid');
  const shutdown = runUntilSignal({ deadlineMs: DEADLINE_MS });
  const fail = (error: unknown): void => {
    if (shutdown.stopping) return;
    void shutdown.stop('failure', explain(error).exitCode);
  };
  try {
    const ready = await launch(settings, shutdown, say, fail);
    if (!shutdown.stopping) say(ready);
  } catch (error) {
    fail(error);
  }
}

main().catch((error: unknown) => {
  process.exitCode = explain(error).exitCode;
});
