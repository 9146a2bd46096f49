import type { ServerResponse } from 'node:http';
import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { passedHeaders, UpstreamRefusal } from '../upstream/upstream-refusal';

/** How long the rest of a body that nobody reads may follow its answer, as at the service. */
const LINGER_MS = 5_000;

/** Answers with a problem; a refusal of the service goes out as it came. */
export function replyWithProblem(response: ServerResponse, error: unknown): Fault {
  if (error instanceof UpstreamRefusal) {
    const { status, body } = error.answer;
    reply(response, status, passedHeaders(error.answer), body);
    return error;
  }
  const fault = faultOf(error);
  const seconds = fault.facts['retryAfterSeconds'];
  const pause = typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : 5;
  const headers = {
    'content-type': PROBLEM_CONTENT_TYPE,
    ...(fault.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
    ...(fault.status === 503 || typeof seconds === 'number' ? { 'retry-after': String(pause) } : {}),
  };
  reply(response, fault.status, headers, JSON.stringify(problemOf(fault)));
  return fault;
}

/** What the service cannot be asked about is, for who asks here, a service that is away. */
function faultOf(error: unknown): Fault {
  const fault =
    error instanceof URIError ? new Fault('REQUEST_MALFORMED', 'the target is not well formed') : Fault.from(error);
  if (fault.code !== 'SERVICE_UNREACHABLE') return fault;
  return new Fault('SERVICE_UNAVAILABLE', 'the proxy does not reach the service', { facts: { retryAfterSeconds: 5 } });
}

/** A text goes out in one piece with its head, bytes do not. Returns the bytes of the body. */
export function reply(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | string,
): number {
  const bytes = Buffer.byteLength(body);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return bytes;
  }
  response.writeHead(status, { ...headers, 'content-length': String(bytes) });
  if (response.req.complete) response.end(body);
  else {
    response.write(body);
    hearOut(response);
  }
  return bytes;
}

/**
 * Whoever still sends what was refused would not see the answer on a connection that is cut. It is all written, and ends only when he has
 * ended, or after a moment: the end of an answer may close the connection.
 */
function hearOut(response: ServerResponse): void {
  const { req: request } = response;
  const cut = setTimeout(() => {
    request.destroy();
    response.destroy();
  }, LINGER_MS);
  const done = (): void => {
    clearTimeout(cut);
    response.end();
  };
  // What it was handed on to is gone, too: leaving that later would stop the reading again.
  request.unpipe();
  request.once('end', done).once('close', done).resume();
}
