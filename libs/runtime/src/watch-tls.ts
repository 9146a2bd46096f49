import { loadTls } from './tls-material';
import type { TlsMaterial, TlsPaths } from './tls-material';
import { watchFiles } from './watch-files';
import type { FileWatch, WatchOptions } from './watch-files';

export type TlsWatch = FileWatch;

/**
 * For a process that will watch its certificates, before anything else: a SIGHUP that comes before it listens must not
 * end it. Nothing is lost: the files are read when it listens.
 */
export function awaitHangups(): void {
  process.on('SIGHUP', () => undefined);
}

/**
 * Calls `apply` whenever the files changed and hold a certificate with its key: on SIGHUP and by polling. Files
 * that are bad or half-replaced keep what is in use; `onBadFiles` hears of them once per change.
 */
export function watchTls(
  paths: TlsPaths,
  apply: (material: TlsMaterial) => void,
  options: WatchOptions = {},
): TlsWatch {
  const files = [paths.cert, paths.key, ...(paths.ca === undefined ? [] : [paths.ca])];
  return watchFiles(files, () => loadTls(paths), apply, options);
}
