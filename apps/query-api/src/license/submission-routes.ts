import { LICENSE_SUBMISSION_BODY_SCHEMA, QUERY_LIMITS } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { TokenBucket, verifyLicenseFile } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import type { LicenseDesk, PostgresFeedLedger } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';

/** Submissions of one process in a second; a file of the vendor is a rare thing. */
const SUBMISSIONS_PER_SECOND = 5;

export interface SubmissionPorts {
  readonly desk: LicenseDesk;
  readonly feeds: PostgresFeedLedger;
  readonly clock: Clock;
  readonly needsApproval: boolean;
}

/** LICENSING: the customer submits the new key's signed file, without a key. */
export function submissionRoutes(http: FastifyInstance, ports: SubmissionPorts): void {
  const bucket = new TokenBucket(SUBMISSIONS_PER_SECOND);
  http.post<{ Body: { file: string } }>(
    '/v1/license-submissions',
    { schema: { body: LICENSE_SUBMISSION_BODY_SCHEMA }, bodyLimit: QUERY_LIMITS.licenseSubmissionBytes },
    async (request, reply) => {
      const retryAfterSeconds = bucket.take(ports.clock.now());
      if (retryAfterSeconds > 0) {
        throw new Fault('SUBMISSION_THROTTLED', 'too many submissions at once', { facts: { retryAfterSeconds } });
      }
      const { file } = request.body;
      const roots = (await ports.feeds.roots()).map((root) => openTrustRoot(root.envelope));
      const license = verifyLicenseFile(file, roots);
      const result = await ports.desk.submit({ license, file, actor: 'customer', approved: !ports.needsApproval });
      return reply.code(result.state === 'pending' ? 202 : 200).send(result);
    },
  );
}
