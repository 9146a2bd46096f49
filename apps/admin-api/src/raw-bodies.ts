import { Fault } from '@pksn/domain';
import type { FastifyInstance } from 'fastify';
import { IMPORT_PATH, PART_PATH, UPLOAD_PATH } from './body-rules';

/** Types of bodies that nothing parses or collects, and the one path that takes each as a stream. */
const STREAMS = [
  ['application/octet-stream', UPLOAD_PATH],
  ['application/offset+octet-stream', PART_PATH],
  ['application/x-ndjson', IMPORT_PATH],
] as const;

/** Other routes take no raw bytes. Fault: REQUEST_UNSUPPORTED_TYPE. */
export function takeStreams(http: FastifyInstance): void {
  for (const [type, path] of STREAMS) {
    http.addContentTypeParser(type, (request, body, done) => {
      if (request.routeOptions.url === path) done(null, body);
      else done(new Fault('REQUEST_UNSUPPORTED_TYPE', 'this route takes JSON'));
    });
  }
}
