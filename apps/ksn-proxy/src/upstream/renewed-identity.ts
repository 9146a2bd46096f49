import type { Logger, Shutdown, TlsPaths } from '@pksn/runtime';
import { watchTls } from '@pksn/runtime';
import type { Upstream } from './upstream';

/** Shows a client certificate that was put in place of the one before, without a restart. */
export function followIdentity(
  identity: TlsPaths | null,
  upstream: Pick<Upstream, 'identify'>,
  log: Logger,
  shutdown: Shutdown,
): void {
  if (identity === null) return;
  const watch = watchTls(identity, (material) => upstream.identify(material), {
    onBadFiles: (error) => log.warn({ error }, 'the client certificate is not usable; the old one stays'),
  });
  shutdown.onStop('identity', () => watch.stop());
}
