import type { ParticipationBody, ParticipationState } from '@pksn/contract';
import { PARTICIPATION_BODY_SCHEMA, PARTICIPATION_STATE_SCHEMA, STATEMENT_ANSWER_SCHEMA } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { askerHeaders, participantMark, requireEndpointId } from '@pksn/licensing';
import type { HeldParticipation, Participations } from '@pksn/store-postgres';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LicenseGate } from '../license/license-gate';
import type { WaitingDatabase } from '../waiting-database';
import type { KnownParticipants } from './known-participants';
import type { StatementTexts } from './statement-texts';

export interface ParticipationPorts {
  readonly license: LicenseGate;
  readonly statements: StatementTexts;
  readonly participations: Participations;
  readonly known: KnownParticipants;
  readonly database: WaitingDatabase;
}

const BODY_BYTES = 4_096;
const STATEMENT_QUERY = {
  type: 'object',
  additionalProperties: false,
  properties: { id: { type: 'string', pattern: '^[1-9][0-9]{0,15}$' } },
};

/** The statement's texts, and each endpoint's own answer, which no other endpoint's changes. */
export function participationRoutes(http: FastifyInstance, ports: ParticipationPorts): void {
  const { license, statements, participations, known, database } = ports;
  const onRequest = license.checkKey;
  const endpointOf = (request: FastifyRequest): { endpoint: Buffer; customerId: string } => {
    const { customerId } = license.grantOf(request).entry.row;
    const id = requireEndpointId(askerHeaders(request.raw.rawHeaders).endpointId);
    return { endpoint: participantMark(customerId, id), customerId };
  };

  http.get<{ Params: { language: string }; Querystring: { id?: string } }>(
    '/v1/statements/:language',
    { onRequest, schema: { querystring: STATEMENT_QUERY, response: { 200: STATEMENT_ANSWER_SCHEMA } } },
    async (request, reply) => {
      const { id } = request.query;
      const text = await database.use(() =>
        statements.text(id === undefined ? null : Number(id), request.params.language),
      );
      return reply.header('content-language', text.language).send(text);
    },
  );

  const state = { schema: { response: { 200: PARTICIPATION_STATE_SCHEMA } }, onRequest };
  http.get('/v1/participation', state, async (request, reply) => {
    const { endpoint } = endpointOf(request);
    const held = await database.use(() => participations.of(endpoint));
    return reply.header('cache-control', 'no-store').send(stateOf(held));
  });

  http.put<{ Body: ParticipationBody }>(
    '/v1/participation',
    {
      onRequest,
      bodyLimit: BODY_BYTES,
      schema: { body: PARTICIPATION_BODY_SCHEMA, response: { 200: PARTICIPATION_STATE_SCHEMA } },
    },
    async (request, reply) => {
      const { endpoint, customerId } = endpointOf(request);
      const choice = choiceOf(request.body);
      const held = await database.use(async () => {
        await (choice === null ? participations.stop(endpoint) : participations.accept(endpoint, customerId, choice));
        return participations.of(endpoint);
      });
      known.forget(endpoint);
      return reply.send(stateOf(held));
    },
  );
}

/** Null: nothing is accepted. */
function choiceOf(body: ParticipationBody): (Omit<ParticipationBody, 'accepted'> & Switches) | null {
  const { statement, language, accepted, requests = accepted, contributions = accepted } = body;
  if (accepted) return { statement, language, requests, contributions };
  if (requests || contributions)
    throw new Fault('REQUEST_MALFORMED', 'requests and contributions need "accepted": true');
  return null;
}

interface Switches {
  readonly requests: boolean;
  readonly contributions: boolean;
}

function stateOf(held: HeldParticipation | null): ParticipationState {
  if (held === null)
    return { accepted: false, outdated: false, statement: null, language: null, ...NOTHING, since: null };
  const { statement, language, requests, contributions, isCurrent, since } = held;
  return {
    accepted: true,
    outdated: !isCurrent,
    statement,
    language,
    requests,
    contributions,
    since: since.toISOString(),
  };
}

const NOTHING: Switches = { requests: false, contributions: false };
