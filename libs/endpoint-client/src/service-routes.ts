import { Fault } from '@pksn/domain';
import type { EndpointPolicy, ProviderSettings } from '@pksn/signing';

/**
 * Where to ask, in order: the proxies, then the service itself if the policy allows that. An endpoint without proxies
 * asks the service. All are `https://HOST:PORT`.
 */
export function serviceRoutes({ policy, services }: Pick<ProviderSettings, 'policy' | 'services'>): readonly string[] {
  const direct = policy.directFallback || policy.proxies.length === 0;
  return direct ? [...policy.proxies, ...services.query] : policy.proxies;
}

/** Fault: SETTINGS_POLICY, where the provider has switched requests off for its endpoints. */
export function requireRequestsAllowed({ requests }: Pick<EndpointPolicy, 'requests'>): void {
  if (requests.mode === 'locked' && !requests.value) {
    throw new Fault('SETTINGS_POLICY', 'requests are switched off by the provider');
  }
}
