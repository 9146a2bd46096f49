import { stat } from 'node:fs/promises';

export interface FileWatch {
  /** Looks at the files now, as SIGHUP does. */
  check(): Promise<void>;
  stop(): void;
}

export interface WatchOptions {
  readonly pollMs?: number;
  /** Hears once per change of files that cannot be used: what is in use stays. */
  readonly onBadFiles?: (error: unknown) => void;
}

const DEFAULT_POLL_MS = 5_000;

/** Calls `apply` with what `load` makes of the files whenever one of them changed: on SIGHUP and by polling. */
export function watchFiles<T>(
  paths: readonly string[],
  load: () => Promise<T>,
  apply: (loaded: T) => void,
  options: WatchOptions = {},
): FileWatch {
  let seen: string | null = null;
  let running: Promise<void> = Promise.resolve();
  const look = async (force: boolean): Promise<void> => {
    const state = await filesState(paths);
    const first = seen === null;
    if (state === seen && !force) return;
    seen = state;
    if (first && !force) return;
    try {
      apply(await load());
    } catch (error) {
      options.onBadFiles?.(error);
    }
  };
  const check = (force: boolean): Promise<void> => (running = running.then(() => look(force)));
  const onHangup = (): void => void check(true);
  void check(false);
  const timer = setInterval(() => void check(false), options.pollMs ?? DEFAULT_POLL_MS).unref();
  process.on('SIGHUP', onHangup);
  return {
    check: () => check(true),
    stop: () => {
      clearInterval(timer);
      process.off('SIGHUP', onHangup);
    },
  };
}

/** Changes whenever one of the files was replaced or touched; missing files count as a state of their own. */
export async function filesState(paths: readonly string[]): Promise<string> {
  const states = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        (facts) => `${facts.ino}:${facts.mtimeMs}:${facts.size}`,
        () => 'missing',
      ),
    ),
  );
  return states.join(' ');
}
