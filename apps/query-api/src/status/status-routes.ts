import { OBJECT_TYPES } from '@pksn/domain';
import { queryOpenApi } from '@pksn/contract';
import type { JudgedClock } from '@pksn/runtime';
import type { FastifyInstance } from 'fastify';
import type { CurrentGeneration } from '../generation/current-generation';
import type { Follower } from '../generation/follower';
import type { LicenseGate } from '../license/license-gate';
import { prefixAdvice } from '../prefixes/prefix-advice';
import type { Lifetimes } from '../prefixes/prefix-answers';
import type { LoadGuard } from '../load/load-guard';
import type { RegistryState } from '../license/registry-state';
import type { StatementTexts } from '../participation/statement-texts';
import type { ServiceRestrictions } from '../restrictions/service-restrictions';
import { readiness } from './readiness';

const API_VERSION = '1';

export interface StatusPorts {
  readonly generations: CurrentGeneration;
  readonly registry: RegistryState;
  readonly follower: Follower;
  readonly license: LicenseGate;
  readonly clock: JudgedClock;
  readonly load: LoadGuard;
  readonly damage: { readonly alarm: string | null };
  readonly degradedAfterMs: number;
  readonly lifetimes: Lifetimes;
  readonly statements: Pick<StatementTexts, 'announced'>;
  readonly restrictions: Pick<ServiceRestrictions, 'at'>;
}

/** /v1/status for endpoints, health and readiness for operators, /openapi.json for everybody. */
export function statusRoutes(http: FastifyInstance, ports: StatusPorts): void {
  const { generations, registry, license, clock } = ports;
  const openApi = queryOpenApi(API_VERSION);
  http.get('/openapi.json', (_request, reply) => reply.send(openApi));
  http.get('/healthz', (_request, reply) => reply.send({ status: 'ok' }));
  http.get('/readyz', (_request, reply) => {
    const told = readiness(ports);
    return reply.code(told.status === 'starting' ? 503 : 200).send(told);
  });
  http.get('/v1/status', { onRequest: license.checkKey }, (request, reply) => {
    const live = generations.current();
    const view = live.viewOf(license.grantOf(request).entry);
    const now = clock.now();
    const load = ports.load.restriction(now);
    const { status, listed } = ports.restrictions.at(view, now);
    return reply.send({
      provider: registry.provider,
      infrastructure: live.infrastructure,
      status: load === null || status === 'disabled' ? status : 'restricted',
      restrictions: load === null ? listed : [...listed, { ...load, source: 'load' }],
      database: {
        epoch: live.epoch,
        generation: live.number,
        asOf: live.asOf,
        freshUntil: Number.isFinite(view.freshUntil) ? new Date(view.freshUntil).toISOString() : null,
        stale: now >= view.freshUntil,
        coverage: Object.fromEntries(OBJECT_TYPES.map((type) => [type, view.coverage[type]])),
      },
      statement: ports.statements.announced,
      cache: ports.lifetimes,
      prefixBytes: prefixAdvice(view),
    });
  });
}
