import type { IncomingMessage, ServerResponse } from 'node:http';
import { QUERY_LIMITS } from '@pksn/contract';
import type { WireObject } from '@pksn/contract';
import { Fault } from '@pksn/domain';
import { readBulk, readSingle } from '@pksn/endpoint-client';
import { readBody } from '../http/read-body';
import type { Asker, Askers } from '../license/asker';
import { wireOfTarget, wiresOfBody } from '../lookup/asked-object';
import type { LookupDesk } from '../lookup/lookup-desk';
import type { Upstream, UpstreamAnswer } from '../upstream/upstream';
import { replyOfDesk } from './desk-reply';
import { relayed, replyAsTold } from './relay';

export interface LookupPorts {
  readonly upstream: Upstream;
  readonly askers: Askers;
  readonly desk: LookupDesk;
}

/** Single lookups by GET. Returns the bytes of what was answered with 200, as the other routes of lookups do. */
export async function singleLookup(
  ports: LookupPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const asker = ports.askers.of(request.rawHeaders);
  const wire = wireOfTarget(request.url ?? '');
  const answer = wire === null ? null : await ports.desk.one(asker, wire);
  if (answer !== null) return replyOfDesk(response, answer);
  return passOn(ports, asker, request, response, { body: null, wires: wire === null ? [] : [wire] });
}

/** `POST /v1/lookup`. */
export async function bulkLookup(
  ports: LookupPorts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<number> {
  const asker = ports.askers.of(request.rawHeaders);
  const body = await readBody(request, QUERY_LIMITS.bulkBodyBytes);
  const isJson = (request.headers['content-type'] ?? '').toLowerCase().startsWith('application/json');
  const wires = isJson ? wiresOfBody(body) : null;
  const answer = wires === null ? null : await ports.desk.many(asker, wires);
  if (answer !== null) return replyOfDesk(response, answer);
  return passOn(ports, asker, request, response, { body, wires: wires ?? [] });
}

interface PassedOn {
  readonly body: Buffer | null;
  readonly wires: readonly WireObject[];
}

/** The service's own answer; where it has none just now, what is kept. */
async function passOn(
  { upstream, desk }: LookupPorts,
  asker: Asker,
  request: IncomingMessage,
  response: ServerResponse,
  { body, wires }: PassedOn,
): Promise<number> {
  const told = await relayed(upstream, request, body).then(
    (answer) =>
      wires.length > 0 && answer.status === 200
        ? checked(upstream, answer, body === null ? null : wires.length)
        : answer,
    (error: unknown) => error,
  );
  const isAway = told instanceof Error || (told as UpstreamAnswer).status === 503;
  const kept = isAway && wires.length > 0 ? await desk.instead(asker, wires, body !== null) : null;
  if (kept !== null) return replyOfDesk(response, kept);
  if (told instanceof Error) throw told instanceof Fault ? told : Fault.from(told);
  return replyAsTold(response, told as UpstreamAnswer);
}

/** An answer of the contract, or the fault of one that is none. */
function checked(upstream: Upstream, answer: UpstreamAnswer, count: number | null): UpstreamAnswer | Fault {
  try {
    const body: unknown = JSON.parse(answer.body.toString());
    if (count === null) readSingle(body);
    else readBulk(body, count);
    return answer;
  } catch (cause) {
    return upstream.garbage(cause);
  }
}
