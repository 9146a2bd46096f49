import { Fault } from '@pksn/domain';
import { replyWithFault } from '@pksn/nest-kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DELIVERED_SAMPLES_PATH } from '../proxies/delivery-routes';
import { SAMPLES_PATH } from '../samples/sample-routes';

const STREAMED = [SAMPLES_PATH, DELIVERED_SAMPLES_PATH];

/** How long the rest of a late body may follow the refusal. */
const LINGER_MS = 5_000;

/**
 * Every body must be whole `timeoutMs` after its head, but for that of a streamed file, which has limits of its own. The listener's
 * limit, which knows no routes, is longer for that one's sake. To be called before the routes are declared. Fault: REQUEST_TIMEOUT.
 */
export function limitBodyTimes(http: FastifyInstance, timeoutMs: number): void {
  http.addHook('preParsing', (request, reply, _body, done) => {
    const { raw, method, url } = request;
    if (method !== 'GET' && method !== 'HEAD' && !STREAMED.includes(url) && !raw.complete) {
      const late = setTimeout(() => refuseLate(request, reply, timeoutMs), timeoutMs);
      raw.once('close', () => clearTimeout(late));
    }
    done();
  });
}

function refuseLate({ raw }: FastifyRequest, reply: FastifyReply, timeoutMs: number): void {
  if (raw.complete) return;
  const detail = `the body was not complete within ${String(timeoutMs / 1_000)} s`;
  if (!reply.sent) replyWithFault(reply, new Fault('REQUEST_TIMEOUT', detail));
  setTimeout(() => raw.destroy(), LINGER_MS).unref();
}
