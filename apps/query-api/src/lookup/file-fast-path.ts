import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import { AnswerBatch } from './answer-batch';
import type { RequestCounts } from '../metrics/request-counts';
import type { Lookup } from './lookup';
import { askFile } from './questions';

const PREFIX = '/v1/files/';

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * `GET /v1/files/{hash}` ahead of Fastify's router, which would cost more than the whole lookup (bench row P1).
 *
 * Only what succeeds is answered here: a path of exactly that form, without a query, and a license that is granted.
 * Everything else, every refusal and every fault goes to Fastify as if this were not here, so that errors and closing
 * are in one place. What Fastify's hooks do is not done for these answers, which are counted here.
 */
export function fileFastPath(
  http: FastifyInstance,
  lookup: Lookup,
  license: LicenseGate,
  clock: Clock,
  counts: Pick<RequestCounts, 'fastFiles'>,
): void {
  const { server } = http;
  const others = server.listeners('request') as Listener[];
  const batch = new AnswerBatch();
  let closing = false;
  http.addHook('preClose', (done) => {
    closing = true;
    done();
  });

  const answered = (request: IncomingMessage, response: ServerResponse): boolean => {
    const { url = '' } = request;
    if (closing || request.method !== 'GET' || !url.startsWith(PREFIX)) return false;
    let text: string;
    try {
      const asked = askFile(url.slice(PREFIX.length));
      const now = clock.now();
      text = lookup.one(license.judge(request.rawHeaders, now), asked, now);
    } catch {
      // The ordinary route meets the same fault again, and tells of it.
      return false;
    }
    counts.fastFiles += 1;
    batch.add(response, text);
    return true;
  };

  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (answered(request, response)) return;
    for (const other of others) other.call(server, request, response);
  });
}
