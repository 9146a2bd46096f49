import type { LicenseStanding } from '@pksn/contract';
import { keyStateOf, licenseNotices } from '@pksn/licensing';
import type { Clock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { CurrentGeneration } from '../generation/current-generation';
import type { Grant, LicenseGate } from './license-gate';

/** What the asker's key may do: endpoints show it, and a proxy keeps it as the judgement of the key that asked. */
export function licenseRoutes(
  http: FastifyInstance,
  generations: CurrentGeneration,
  license: LicenseGate,
  clock: Clock,
): void {
  http.get('/v1/license', { onRequest: license.check }, (request, reply) => {
    const grant = license.grantOf(request);
    const live = generations.current();
    const { feeds } = live.viewOf(grant.entry);
    const names = feeds.map((feed) => feed.facts.feed);
    return reply
      .header('cache-control', 'no-store')
      .send(standingOf(grant, names, { epoch: live.epoch, ...license.scopeMark(grant) }, clock.now()));
  });
}

function standingOf(
  { entry, until }: Grant,
  feeds: readonly string[],
  by: Pick<LicenseStanding, 'epoch' | 'revision' | 'scope'>,
  now: number,
): LicenseStanding {
  const { row, fingerprint } = entry;
  return {
    fingerprint,
    state: keyStateOf(entry, now),
    licenseId: row.licenseId,
    customer: { id: row.customerId, name: row.customerName },
    ...(row.product === undefined ? {} : { product: row.product }),
    feeds,
    expiresAt: new Date(row.expiresAt).toISOString(),
    validUntil: Number.isFinite(until) ? new Date(until).toISOString() : null,
    ...by,
    notices: licenseNotices(entry, now),
  };
}
