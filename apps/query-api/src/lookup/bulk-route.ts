import type { WireObject } from '@pksn/contract';
import { LOOKUP_BODY_SCHEMA, QUERY_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import { ANSWER_TYPE } from './answer-text';
import { fileListOf } from './file-list';
import type { FileList } from './file-list';
import type { Lookup } from './lookup';
import { sendWhole } from './send-whole';

/** What the schema judges in place of a body that was read as a list of files. */
const READ_ALREADY = { objects: [] };

declare module 'fastify' {
  interface FastifyRequest {
    /** The body of a bulk, where it is a list of files and nothing else. */
    files?: FileList;
  }
}

/** QUERY-API `POST /v1/lookup`: up to 1,000 objects of any kind. */
export function bulkRoute(listener: FastifyInstance, lookup: Lookup, license: LicenseGate, clock: Clock): void {
  void listener.register((http, _options, done) => {
    readFileLists(http);
    http.post<{ Body: { objects: WireObject[] } }>(
      '/v1/lookup',
      { schema: { body: LOOKUP_BODY_SCHEMA }, onRequest: license.check, bodyLimit: QUERY_LIMITS.bulkBodyBytes },
      (request, reply) => {
        const { files, body } = request;
        if (body.objects.length > QUERY_LIMITS.bulkObjects) throw tooMany(body.objects.length);
        const grant = license.grantOf(request);
        sendWhole(
          reply,
          { type: ANSWER_TYPE, mark: license.scopeMark(grant) },
          lookup.many(grant.entry, files ?? body.objects, clock.now(), request.raw.rawHeaders),
          lookup.sent,
        );
        return reply;
      },
    );
    done();
  });
}

/** Lists of files are read from the bytes as they are; every other body goes to the JSON parser of the framework. */
function readFileLists(scope: FastifyInstance): void {
  const json = scope.getDefaultJsonParser('error', 'error');
  scope.decorateRequest('files');
  scope.removeContentTypeParser('application/json');
  scope.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const files = fileListOf(body);
    if (files === null) return void json(request, body.toString(), done);
    request.files = files;
    done(null, READ_ALREADY);
  });
}

function tooMany(objects: number): Fault {
  return new Fault('REQUEST_TOO_LARGE', `a bulk holds at most 1,000 objects; this one holds ${String(objects)}`);
}
