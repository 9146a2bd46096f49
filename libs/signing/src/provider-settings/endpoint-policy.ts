import type { FieldReader } from '../field-reader';
import { parseOrigins } from './service-addresses';

/**
 * A switch of the endpoint. `free`: its user decides, and `value` is where it stands until then. `locked`: it stands
 * at `value` and the user cannot move it. Neither replaces the statement: nothing is contributed before it is accepted.
 */
export interface PolicySwitch {
  readonly mode: 'free' | 'locked';
  readonly value: boolean;
}

/** What an endpoint may decide for itself. */
export interface EndpointPolicy {
  /** Proxies of the service (`https://HOST:13111`), tried in this order before the service itself. */
  readonly proxies: readonly string[];
  /** Whether an endpoint that reaches none of the proxies may ask the service itself. Without proxies it always may. */
  readonly directFallback: boolean;
  /** Asking for reputations. */
  readonly requests: PolicySwitch;
  /** Statistics and suspicious files. Contributing is opt-in: a free switch begins at false. */
  readonly contributions: PolicySwitch;
}

export const DEFAULT_ENDPOINT_POLICY: EndpointPolicy = {
  proxies: [],
  directFallback: true,
  requests: { mode: 'free', value: true },
  contributions: { mode: 'free', value: false },
};

/** Exact keys everywhere: a rule that is ignored is a rule that is broken. */
export function parseEndpointPolicy(read: FieldReader, value: unknown): EndpointPolicy {
  const fields = read.exact(value, 'policy', ['proxies', 'directFallback', 'requests', 'contributions']);
  const policy = {
    proxies: parseOrigins(read, fields['proxies'], 'policy.proxies'),
    directFallback: flag(read, fields['directFallback'], 'policy.directFallback'),
    requests: parseSwitch(read, fields['requests'], 'policy.requests'),
    contributions: parseSwitch(read, fields['contributions'], 'policy.contributions'),
  };
  if (policy.contributions.mode === 'free' && policy.contributions.value) {
    read.refuse('policy.contributions', 'off until somebody chooses to contribute, or locked');
  }
  return policy;
}

function parseSwitch(read: FieldReader, value: unknown, place: string): PolicySwitch {
  const fields = read.exact(value, place, ['mode', 'value']);
  const mode = fields['mode'];
  if (mode !== 'free' && mode !== 'locked') return read.refuse(`${place}.mode`, 'free or locked');
  return { mode, value: flag(read, fields['value'], `${place}.value`) };
}

function flag(read: FieldReader, value: unknown, place: string): boolean {
  return typeof value === 'boolean' ? value : read.refuse(place, 'true or false');
}
