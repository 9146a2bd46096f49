import type { Terminal } from './terminal';

const DEFAULT_COLUMNS = 80;

export function processTerminal(): Terminal {
  // `pksn package dump FILE | head` closes the pipe early: that is no error of the command.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    watched: process.stderr.isTTY,
    // A terminal that does not know its size says 0.
    columns: process.stderr.columns > 0 ? process.stderr.columns : DEFAULT_COLUMNS,
    input: () => process.stdin,
    closeInput: () => void process.stdin.destroy(),
    quit: (exitCode) => process.exit(exitCode),
    onInterrupt: (listener) => {
      process.once('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}
