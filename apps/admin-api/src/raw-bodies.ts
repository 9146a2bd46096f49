import { Fault } from '@pksn/domain';
import type { FastifyInstance } from 'fastify';
import { GUARD_IMPORT_PATH, IMPORT_PATH, OWN_FEED_IMPORT_PATH, PART_PATH, UPLOAD_PATH } from './body-rules';

/** Types of bodies that nothing parses or collects, and the paths that take each as a stream. */
const STREAMS = [
  ['application/octet-stream', UPLOAD_PATH],
  ['application/offset+octet-stream', PART_PATH],
  ['application/x-ndjson', IMPORT_PATH, GUARD_IMPORT_PATH, OWN_FEED_IMPORT_PATH],
] as const;

/** Other routes take no raw bytes. Fault: REQUEST_UNSUPPORTED_TYPE. */
export function takeStreams(http: FastifyInstance): void {
  for (const [type, ...paths] of STREAMS) {
    http.addContentTypeParser(type, (request, body, done) => {
      if ((paths as readonly (string | undefined)[]).includes(request.routeOptions.url)) done(null, body);
      else done(new Fault('REQUEST_UNSUPPORTED_TYPE', 'this route takes JSON'));
    });
  }
}
