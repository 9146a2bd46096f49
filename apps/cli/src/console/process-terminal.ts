import type { Terminal } from './terminal';

const DEFAULT_COLUMNS = 80;

export function processTerminal(): Terminal {
  // `pksn package dump FILE | head` closes the pipe early: that is no error of the command.
  let readerGone = (): void => process.exit();
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    readerGone();
  });
  // What nobody hears is not said; what the command came to is its exit code.
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    watched: process.stderr.isTTY,
    piped: !process.stdin.isTTY,
    // A terminal that does not know its size says 0.
    columns: process.stderr.columns > 0 ? process.stderr.columns : DEFAULT_COLUMNS,
    input: () => process.stdin,
    closeInput: () => void process.stdin.destroy(),
    quit: (exitCode) => process.exit(exitCode),
    onReaderGone: (listener) => {
      readerGone = listener;
      return () => void (readerGone = () => process.exit());
    },
    onInterrupt: (listener) => {
      process.once('SIGINT', listener);
      return () => void process.off('SIGINT', listener);
    },
  };
}
