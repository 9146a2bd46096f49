import { REPORT_ANSWER_SCHEMA, REPORT_LIMITS, readReport } from '@pksn/contract';
import { askerHeaders, participantMark, requireEndpointId } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { Contributions } from '@pksn/store-postgres';
import type { FastifyInstance } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { WaitingDatabase } from '../waiting-database';
import { ReportRate } from './report-rate';

export interface StatisticsPorts {
  readonly license: LicenseGate;
  readonly contributions: Contributions;
  readonly database: WaitingDatabase;
  readonly clock: Clock;
}

/**
 * What endpoints counted, from those whose users contribute. Participation is asked of the database each time, before the report is
 * read; a refused report leaves nothing behind, neither here nor in a log.
 */
export function statisticsRoutes(http: FastifyInstance, ports: StatisticsPorts): void {
  const { license, contributions, database, clock } = ports;
  const rate = new ReportRate();
  http.post(
    '/v1/statistics',
    {
      onRequest: license.checkKey,
      bodyLimit: REPORT_LIMITS.bodyBytes,
      schema: { response: { 200: REPORT_ANSWER_SCHEMA } },
    },
    async (request, reply) => {
      const { customerId } = license.grantOf(request).entry.row;
      const endpoint = participantMark(customerId, requireEndpointId(askerHeaders(request.raw.rawHeaders).endpointId));
      const now = clock.now();
      await database.use(() => contributions.requireContributing(endpoint));
      const { applicationVersion, hours } = readReport(request.body, now);
      rate.take(endpoint, now);
      await database.use(() => contributions.put(endpoint, customerId, applicationVersion, hours));
      return reply.send({ hours: hours.length });
    },
  );
}
