import { Fault } from '@pksn/domain';
import { HttpsClient } from './https-client';
import type { ClientOptions } from './https-client';

/** A client of the first address that answers, whatever it answers. Fault: SERVICE_UNREACHABLE, of the last address. */
export async function firstReachable(
  addresses: readonly string[],
  options: Omit<ClientOptions, 'baseUrl'>,
): Promise<HttpsClient> {
  const [baseUrl = '', ...others] = addresses;
  if (others.length === 0) return new HttpsClient({ baseUrl, ...options });
  const probe = new HttpsClient({ baseUrl, ...options, bearer: null });
  const failure = await probe.get('/healthz').then(
    () => null,
    (error: unknown) => error,
  );
  probe.close();
  if (failure instanceof Fault && failure.code === 'SERVICE_UNREACHABLE') return firstReachable(others, options);
  return new HttpsClient({ baseUrl, ...options });
}
