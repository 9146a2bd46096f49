import helmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import { DATA_POLICY } from './page-headers';

const HALF_A_YEAR_S = 180 * 24 * 3_600;
/** Where a name is shared by whatever runs on a machine, its other ports would be held to HTTPS as well. */
const SHARED_NAME = /^(?:localhost|.*\.localhost)$/;
const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

/** Headers of every answer: nobody frames it, guesses its type, or learns where a link was. To be set up before the routes are. */
export function sendSafeHeaders(http: FastifyInstance): void {
  void http.register(helmet as never, {
    contentSecurityPolicy: DATA_POLICY,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    hsts: false,
  });
  http.addHook('onRequest', (request, reply, done) => {
    void reply.header('permissions-policy', PERMISSIONS);
    if (!SHARED_NAME.test(request.hostname)) {
      void reply.header('strict-transport-security', `max-age=${String(HALF_A_YEAR_S)}`);
    }
    done();
  });
}
