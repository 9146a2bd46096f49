import { loadTls, tlsFilesState } from './tls-material';
import type { TlsMaterial, TlsPaths } from './tls-material';

export interface TlsWatch {
  /** Looks at the files now, as SIGHUP does. */
  check(): Promise<void>;
  stop(): void;
}

/**
 * For a process that will watch its certificates, before anything else: a SIGHUP that comes before it listens must not
 * end it. Nothing is lost: the files are read when it listens.
 */
export function awaitHangups(): void {
  process.on('SIGHUP', () => undefined);
}

const DEFAULT_POLL_MS = 5_000;

/**
 * Calls `apply` whenever the files changed and hold a certificate with its key: on SIGHUP and by polling. Files
 * that are bad or half-replaced keep what is in use; `onBadFiles` hears of them once per change.
 */
export function watchTls(
  paths: TlsPaths,
  apply: (material: TlsMaterial) => void,
  options: { pollMs?: number; onBadFiles?: (error: unknown) => void } = {},
): TlsWatch {
  let seen: string | null = null;
  let running: Promise<void> = Promise.resolve();
  const look = async (force: boolean): Promise<void> => {
    const state = await tlsFilesState(paths);
    const first = seen === null;
    if (state === seen && !force) return;
    seen = state;
    if (first && !force) return;
    try {
      apply(await loadTls(paths));
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
