import { Fault } from '@pksn/domain';
import type { EndpointClient } from '@pksn/endpoint-client';

/** Of one bulk; the client has waited and tried several times within each. */
const THROTTLED_AT_MOST = 20;

/**
 * Asks again and again while the service says that this is more than the license's rate: many objects take as long as the rate makes
 * them take. Faults: those of `lookupMany`; LICENSE_RATE only when that never ends.
 */
export function patientLookup(lookupMany: EndpointClient['lookupMany']): EndpointClient['lookupMany'] {
  return async (objects, patience) => {
    for (let refusals = 1; ; refusals++) {
      try {
        return await lookupMany(objects, patience);
      } catch (error) {
        const isThrottled = error instanceof Fault && error.kind === 'throttled';
        if (!isThrottled || refusals === THROTTLED_AT_MOST) throw error;
      }
    }
  };
}
