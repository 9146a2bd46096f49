import { Readable } from 'node:stream';
import { CONFIRMED_HEADER, PART_HEADER, SAMPLE_ANSWER_SCHEMA, readSampleClaim } from '@pksn/contract';
import type { SampleClaim } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { askerHeaders, participantMark, requireEndpointId } from '@pksn/licensing';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { SampleTaker } from './sample-taker';
import type { UploadSlots } from './upload-slots';

export const SAMPLES_PATH = '/v1/submissions';

export interface SamplePorts {
  readonly license: LicenseGate;
  /** Gives null while this service takes no files. */
  readonly taker: () => SampleTaker | null;
  readonly slots: UploadSlots;
}

/** How long the rest of a body that nobody reads may follow its answer. */
const LINGER_MS = 5_000;

/**
 * A suspicious file, or a part of one, from an endpoint whose user contributes and agreed to exactly these bytes. The body is never
 * parsed or held: it goes to disk, sealed, as it comes. No name or path of it is asked for, and none is kept.
 */
export function sampleRoutes(listener: FastifyInstance, { license, taker, slots }: SamplePorts): void {
  void listener.register((http, _options, done) => {
    http.removeAllContentTypeParsers();
    http.addContentTypeParser('application/octet-stream', (_request, body, parsed) => parsed(null, body));
    http.addHook('onResponse', (request, _reply, next) => {
      hangUpLater(request);
      next();
    });
    http.post(
      '/v1/submissions',
      { onRequest: license.checkKey, schema: { response: { 200: SAMPLE_ANSWER_SCHEMA } } },
      async (request, reply) => {
        const { customerId } = license.grantOf(request).entry.row;
        const { rawHeaders } = request.raw;
        const endpoint = participantMark(customerId, requireEndpointId(askerHeaders(rawHeaders).endpointId));
        const claim = claimOf(request);
        const taking = taker();
        if (taking === null) throw new Fault('SAMPLE_NOT_TAKEN', 'the provider does not take suspicious files');
        const giveBack = slots.take(customerId);
        try {
          await taking.take(streamOf(request), claim, { endpoint, customerId });
        } finally {
          giveBack();
        }
        return reply.send({ received: claim.bytes, sha256: claim.sha256 });
      },
    );
    done();
  });
}

/** What the headers say of the file. Faults: those of `readSampleClaim`. */
export function claimOf(request: FastifyRequest): SampleClaim {
  return readSampleClaim({
    confirmed: sole(request, CONFIRMED_HEADER),
    part: sole(request, PART_HEADER),
    contentLength: sole(request, 'content-length'),
  });
}

/** Fault: REQUEST_UNSUPPORTED_TYPE. */
export function streamOf({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw new Fault('REQUEST_UNSUPPORTED_TYPE', 'a file is sent as application/octet-stream');
}

/** Node joins headers that were sent twice: that is none of the form. Fault: REQUEST_MALFORMED. */
function sole({ headers }: FastifyRequest, name: string): string | null {
  const value = headers[name];
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  throw new Fault('REQUEST_MALFORMED', `the header ${name} was sent twice`);
}

/** The answer to a refused upload goes out first; whoever goes on sending loses the connection. */
export function hangUpLater({ raw }: FastifyRequest): void {
  if (raw.complete || raw.destroyed) return;
  setTimeout(() => {
    if (!raw.complete) raw.destroy();
  }, LINGER_MS).unref();
}
