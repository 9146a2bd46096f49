import { PROBLEM_CONTENT_TYPE, problemOf } from '@pksn/contract';
import type { FaultCode } from '@pksn/domain';
import { Fault } from '@pksn/domain';
import type { FastifyReply } from 'fastify';

declare module 'fastify' {
  interface FastifyReply {
    /** The fault that the request was answered with, for those who count. */
    faultCode?: FaultCode;
  }
}

const DETAIL_LIMIT = 300;

const FRAMEWORK_CODES: Readonly<Record<string, FaultCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'REQUEST_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'REQUEST_UNSUPPORTED_TYPE',
  FST_ERR_ROUTE_MISSING: 'ROUTE_NOT_FOUND',
};
const STATUS_CODES: Readonly<Record<number, FaultCode>> = {
  404: 'ROUTE_NOT_FOUND',
  408: 'REQUEST_TIMEOUT',
  413: 'REQUEST_TOO_LARGE',
  415: 'REQUEST_UNSUPPORTED_TYPE',
  431: 'REQUEST_TOO_LARGE',
  503: 'SERVICE_UNAVAILABLE',
};

interface FrameworkError {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
  readonly getStatus?: () => number;
  readonly getResponse?: () => unknown;
}

/** Names what a process knows of errors that are not Fastify's, such as a database that is away; null: nothing. */
export type KnownErrors = (error: unknown) => Fault | null;

/** Turns what Fastify and Nest raise about a request into our Fault; everything unexplained is INTERNAL. */
export function faultOf(error: unknown, known: KnownErrors = () => null): Fault {
  if (error instanceof Fault) return error;
  const fault = known(error);
  if (fault !== null) return fault;
  if (typeof error !== 'object' || error === null) return Fault.from(error);
  const framework = error as FrameworkError;
  const status = typeof framework.getStatus === 'function' ? framework.getStatus() : framework.statusCode;
  const byCode = typeof framework.code === 'string' ? FRAMEWORK_CODES[framework.code] : undefined;
  if (typeof status !== 'number' || (status >= 500 && status !== 503)) return Fault.from(error);
  return new Fault(byCode ?? STATUS_CODES[status] ?? 'REQUEST_MALFORMED', requestDetail(framework), { cause: error });
}

function requestDetail(error: FrameworkError): string {
  const response = error.getResponse?.();
  const message =
    typeof response === 'object' && response !== null ? (response as { message?: unknown }).message : error.message;
  const text = Array.isArray(message)
    ? message.join('; ')
    : typeof message === 'string'
      ? message
      : 'the request is not valid';
  return text.slice(0, DETAIL_LIMIT);
}

/** Answers with `application/problem+json`, and the headers that belong to the kind of error. */
export function replyWithFault(reply: FastifyReply, fault: Fault): void {
  reply.faultCode = fault.code;
  if (fault.status === 401) void reply.header('www-authenticate', 'Bearer');
  // What is still to come of the request is not waited for.
  if (fault.status === 408) void reply.header('connection', 'close');
  const retryAfter = fault.facts.retryAfterSeconds;
  if (typeof retryAfter === 'number') void reply.header('retry-after', String(Math.max(1, Math.ceil(retryAfter))));
  else if (fault.status === 503) void reply.header('retry-after', '5');
  void reply
    .code(fault.status)
    .header('content-type', PROBLEM_CONTENT_TYPE)
    .send(JSON.stringify(problemOf(fault)));
}
