import type { Command } from 'commander';
import { Output } from './console/output';
import { ProgressBar } from './console/progress-bar';
import type { Terminal } from './console/terminal';

/** Options that every command accepts, before or behind its own. */
export interface GlobalOptions {
  readonly data: string;
  readonly json?: boolean;
  readonly admin?: string;
  readonly server?: string;
  readonly cacert?: string;
  readonly tokenFile?: string;
  readonly keyFile?: string;
}

/** What one call of `pksn` works with. */
export interface Session {
  readonly terminal: Terminal;
  readonly options: GlobalOptions;
  readonly output: Output;
  readonly progress: ProgressBar;
}

/** Each command group registers its commands; `run` wraps an action so that it gets a session. */
export type Registrar = (program: Command, run: ActionRunner) => void;

export type Action<Arguments extends unknown[]> = (session: Session, ...rest: Arguments) => Promise<void | number>;
/** Commander hands an action its arguments, then its options, then the command. */
export type ActionRunner = <Arguments extends unknown[]>(
  action: Action<Arguments>,
) => (...rest: unknown[]) => Promise<void>;

export function createSession(terminal: Terminal, options: GlobalOptions): Session {
  const output = new Output(terminal, options.json === true);
  return { terminal, options, output, progress: new ProgressBar(terminal) };
}
