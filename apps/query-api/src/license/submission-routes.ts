import { LICENSE_SUBMISSION_BODY_SCHEMA, QUERY_LIMITS } from '@pksn/contract';
import type { Clock } from '@pksn/runtime';
import { openTrustRoot } from '@pksn/signing';
import type { LicenseDesk, PostgresFeedLedger } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { WaitingDatabase } from '../waiting-database';
import { SubmissionDoor } from './submission-door';

export interface SubmissionPorts {
  readonly database: WaitingDatabase;
  readonly desk: LicenseDesk;
  readonly feeds: PostgresFeedLedger;
  readonly clock: Clock;
  readonly needsApproval: boolean;
  /** Whom to turn to while a submission awaits approval. */
  readonly provider: () => { readonly name: string; readonly contacts: readonly string[] };
}

/** LICENSING: the customer submits the new key's signed file, without a key. */
export function submissionRoutes(http: FastifyInstance, ports: SubmissionPorts): void {
  const door = new SubmissionDoor(async () => (await ports.feeds.roots()).map((root) => openTrustRoot(root.envelope)));
  http.post<{ Body: { file: string } }>(
    '/v1/license-submissions',
    { schema: { body: LICENSE_SUBMISSION_BODY_SCHEMA }, bodyLimit: QUERY_LIMITS.licenseSubmissionBytes },
    async (request, reply) => {
      const { file } = request.body;
      const result = await ports.database.use(async () => {
        const license = await door.admit(file, ports.clock.now());
        return ports.desk.submit({ license, file, actor: 'customer', approved: !ports.needsApproval });
      });
      if (result.state !== 'pending') return reply.send(result);
      return reply.code(202).send({ ...result, provider: ports.provider() });
    },
  );
}
