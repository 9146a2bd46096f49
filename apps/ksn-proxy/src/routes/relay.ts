import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { CONFIRMED_HEADER, PART_HEADER } from '@pksn/contract';
import { reply } from '../http/problem-reply';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { passedHeaders, UpstreamRefusal } from '../upstream/upstream-refusal';

/** Headers of a request that mean the same upstream. */
const PASSED = [
  'authorization',
  'x-api-key',
  'pksn-endpoint',
  CONFIRMED_HEADER,
  PART_HEADER,
  'content-type',
  'accept',
  'accept-language',
  'prefer',
];
const CONTRIBUTION_MS = 30_000;

/** The request as it came, but for what belongs to the connection. A header that was sent twice stays so. */
export function relayHeaders(
  { rawHeaders }: IncomingMessage,
  names: readonly string[] = PASSED,
): Record<string, string> {
  const passed: Record<string, string | string[]> = {};
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const value = rawHeaders[i + 1] as string;
    if (!names.includes(name)) continue;
    const before = passed[name];
    passed[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return passed as Record<string, string>;
}

/** Asks the service what was asked here, by the asker's own key unless `headers` say something else. Fault: SERVICE_UNREACHABLE. */
export async function relayed(
  upstream: Upstream,
  request: IncomingMessage,
  body: Buffer | Readable | null,
  headers = relayHeaders(request),
): Promise<UpstreamAnswer> {
  const { method = 'GET', url = '/' } = request;
  // What is handed on as it comes has the length that was declared; a body that was read has its own.
  const length = request.headers['content-length'];
  const isSized = body !== null && !Buffer.isBuffer(body) && length !== undefined;
  const isBrief = method === 'GET' || method === 'HEAD' || url.startsWith('/v1/lookup');
  const answer = await upstream.send({
    method,
    path: url,
    headers: { ...headers, ...(isSized ? { 'content-length': length } : {}) },
    ...(body === null ? {} : { body }),
    ...(isBrief ? {} : { timeoutMs: CONTRIBUTION_MS }),
  });
  // The page of some gateway in between is no answer of the service.
  if (answer.status >= 400 && method !== 'HEAD' && !UpstreamRefusal.of(answer).isWorded)
    throw upstream.garbage(UpstreamRefusal.of(answer));
  return answer;
}

/** Returns the bytes of an answer with 200; 0 of all others. */
export function replyAsTold(response: ServerResponse, answer: UpstreamAnswer): number {
  reply(response, answer.status, passedHeaders(answer), answer.body);
  return answer.status === 200 ? answer.body.length : 0;
}
