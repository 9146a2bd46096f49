import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@pksn/runtime';
import { reply } from '../http/problem-reply';
import type { Askers } from '../license/asker';
import { validUntil } from '../license/judgement';
import type { KeyJudge } from '../license/key-judge';
import type { Upstream } from '../upstream/upstream';
import type { KeptStatus } from '../views/kept-status';
import type { Views } from '../views/views';
import { relayed, replyAsTold } from './relay';

export interface StandingPorts {
  readonly upstream: Upstream;
  readonly askers: Askers;
  readonly judge: KeyJudge;
  readonly views: Views;
  readonly clock: Clock;
  readonly kept: KeptStatus;
  readonly offline: { readonly answersMs: number; readonly keysMs: number };
}

const JSON_TYPE = 'application/json; charset=utf-8';
const HEADERS = { 'content-type': JSON_TYPE, 'cache-control': 'no-store' };
const REWRITE_MS = 60_000;

/** `GET /v1/license` and `GET /v1/status`: where the asker stands, also without the link. */
export class StandingRoutes {
  constructor(private readonly ports: StandingPorts) {}

  /** The judgement that the proxy itself goes by, so that a proxy below cannot have a later one than this. */
  async license(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { askers, judge, offline, clock } = this.ports;
    const { standing, judgedAt } = await judge.judge(askers.of(request.rawHeaders));
    const ends = judgedAt + offline.keysMs;
    const isOld = clock.now() - judgedAt > REWRITE_MS;
    // Whoever is below must not add a time of his own to ours.
    const until = isOld ? new Date(Math.min(ends, validUntil(standing))).toISOString() : standing.validUntil;
    reply(response, 200, HEADERS, Buffer.from(JSON.stringify({ ...standing, validUntil: until })));
  }

  /** The service's own words; without the link the last ones, with what is known of their age. */
  async status(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { upstream, askers, judge, views, kept, offline, clock } = this.ports;
    const asker = askers.of(request.rawHeaders);
    try {
      const answer = await relayed(upstream, request, null);
      const scope = judge.peek(asker.keyHash, clock.now())?.standing.scope;
      if (answer.status === 200 && scope !== undefined) await kept.keep(scope, answer.body.toString(), clock.now());
      return void replyAsTold(response, answer);
    } catch (error) {
      const { standing } = await judge.judge(asker);
      const text = standing.scope === undefined ? undefined : kept.find(standing.scope);
      const ageMs = standing.scope === undefined ? Infinity : views.of(standing.scope, asker).ageMs();
      if (text === undefined || ageMs > offline.answersMs) throw error;
      const status = statusIn(text);
      if (status === null) throw error;
      const age = Math.floor(ageMs / 1_000);
      const told = { ...status, database: { ...status.database, stale: true, age } };
      reply(response, 200, { ...HEADERS, age: String(age) }, Buffer.from(JSON.stringify(told)));
    }
  }
}

function statusIn(text: string): { database: object } | null {
  try {
    const status = JSON.parse(text) as { database?: unknown } | null;
    return typeof status?.database === 'object' ? (status as { database: object }) : null;
  } catch {
    return null;
  }
}
