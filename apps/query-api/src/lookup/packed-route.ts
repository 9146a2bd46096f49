import { PACKED_CONTENT_TYPE, QUERY_LIMITS, decodePackedQuestion } from '@pksn/contract';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { PackedLookup } from './packed-lookup';
import { sendWhole } from './send-whole';

/** A request without a body, which no parser sees. */
const NOTHING = Buffer.alloc(0);

/** QUERY-API `POST /v1/lookup/packed`: up to 1,000 objects by packed bytes, docs/packed-lookup.md. */
export function packedRoute(listener: FastifyInstance, lookup: PackedLookup, license: LicenseGate, clock: Clock): void {
  void listener.register((http, _options, done) => {
    http.removeAllContentTypeParsers();
    http.addContentTypeParser<Buffer>(PACKED_CONTENT_TYPE, { parseAs: 'buffer' }, (_request, body, parsed) => {
      parsed(null, body);
    });
    http.post<{ Body: Buffer | undefined }>(
      '/v1/lookup/packed',
      { onRequest: license.check, bodyLimit: QUERY_LIMITS.bulkBodyBytes },
      (request, reply) => {
        const question = decodePackedQuestion(request.body ?? NOTHING);
        const grant = license.grantOf(request);
        const head = { type: PACKED_CONTENT_TYPE, mark: license.scopeMark(grant) };
        sendWhole(reply, head, lookup.answer(grant.entry, question, clock.now(), request.raw.rawHeaders));
        return reply;
      },
    );
    done();
  });
}
