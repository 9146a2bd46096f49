import { hash } from 'node:crypto';
import { Fault } from '@pksn/domain';
import { isEndpointId } from './endpoint-sketch';

const MARK_BYTES = 16;

/**
 * By what the database knows an endpoint that answered the statement: 16 bytes of SHA-256 over the customer's id and the
 * endpoint's. An id of 128 random bits cannot be found from it, and the same id under two customers is two endpoints.
 */
export function participantMark(customerId: string, endpointId: string): Buffer {
  return hash('sha256', `${customerId}\0${endpointId.toLowerCase()}`, 'buffer').subarray(0, MARK_BYTES);
}

/** The header `PKSN-Endpoint` where it is needed. Faults: ENDPOINT_ID_REQUIRED, ENDPOINT_ID_MALFORMED. */
export function requireEndpointId(header: string | null): string {
  if (header === null)
    throw new Fault('ENDPOINT_ID_REQUIRED', 'the header PKSN-Endpoint is missing, or was sent twice');
  if (!isEndpointId(header)) throw new Fault('ENDPOINT_ID_MALFORMED', 'PKSN-Endpoint is not 32 hexadecimal digits');
  return header.toLowerCase();
}
