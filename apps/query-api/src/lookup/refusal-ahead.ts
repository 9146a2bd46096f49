import type { ServerResponse } from 'node:http';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import type { Fault } from '@pksn/domain';

/** Answers with a fault that has `retryAfterSeconds` as the ordinary routes would. */
export function refuseAhead(response: ServerResponse, fault: Fault): void {
  const body = Buffer.from(JSON.stringify(problemOf(fault)));
  response.writeHead(fault.status, {
    'content-type': PROBLEM_CONTENT_TYPE,
    'content-length': body.length,
    'retry-after': String(fault.facts['retryAfterSeconds']),
  });
  response.end(body);
}
