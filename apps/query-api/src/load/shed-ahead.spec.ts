import { FAULT_CATALOG } from '@pksn/domain';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { AnswerTimes } from '../metrics/answer-times';
import { BodyBudget, boundBodies } from './body-budget';
import { LoadGuard } from './load-guard';
import { LOAD_LIMITS } from './load-limits';
import { shedAhead } from './shed-ahead';

const CODE = 'SERVICE_OVERLOADED';

describe('a listener with too much to do', () => {
  let now = 1_000_000;
  let steppedMs = 0;
  let http: FastifyInstance;
  let url: string;
  let load: LoadGuard;
  let reached: string[];

  beforeEach(async () => {
    now = 1_000_000;
    steppedMs = 0;
    reached = [];
    load = new LoadGuard({ bulkMs: 100, allMs: 300 }, { now: () => now + steppedMs }, () => now);
    http = Fastify();
    boundBodies(http, load);
    http.setErrorHandler((error: { code?: string; status?: number; facts?: object }, _request, reply) =>
      reply.code(error.status ?? 500).send({ code: error.code, ...error.facts }),
    );
    for (const path of ['/v1/files/00', '/v1/status', '/healthz']) {
      http.get(path, (request, reply) => {
        reached.push(request.url);
        return reply.send({});
      });
    }
    http.post('/v1/lookup', (request, reply) => {
      reached.push(request.url);
      return reply.send({});
    });
    shedAhead(http, load, new AnswerTimes());
    url = await http.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(() => http.close());

  /** The event loop's delay from now on. */
  const standing = (delayMs: number, atMs = 0): void => {
    for (let i = 0; i < LOAD_LIMITS.standingProbes; i++) load.overload.observe(delayMs, atMs);
  };
  const bulk = (body = '{"objects":[]}'): Promise<Response> =>
    fetch(`${url}/v1/lookup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  const single = (path = '/v1/files/00'): Promise<Response> => fetch(url + path);

  it('refuses bulks, and then single lookups, but never what is kept', async () => {
    standing(100);
    expect([(await bulk()).status, (await single()).status, (await single('/v1/status')).status]).toEqual([
      503, 200, 200,
    ]);
    standing(300);
    expect([(await bulk()).status, (await single()).status, (await single('/healthz')).status]).toEqual([
      503, 503, 200,
    ]);
    expect(reached).toEqual(['/v1/files/00', '/v1/status', '/healthz']);
  });

  it('says in a problem when to come again, and not to all the same', async () => {
    standing(300);
    const answers = await Promise.all(Array.from({ length: 40 }, () => single()));
    const seconds = answers.map((answer) => Number(answer.headers.get('retry-after')));
    for (const one of seconds) {
      expect(one).toBeGreaterThanOrEqual(1);
      expect(one).toBeLessThanOrEqual(LOAD_LIMITS.retryAllWithinSeconds);
    }
    expect(new Set(seconds).size).toBeGreaterThan(3);
    const [first] = answers;
    expect(first?.headers.get('content-type')).toBe('application/problem+json');
    expect(await first?.json()).toMatchObject({
      code: CODE,
      status: 503,
      title: FAULT_CATALOG[CODE].title,
      retryAfterSeconds: seconds[0],
    });
  });

  it('says what is restricted, since when, and no more some seconds after the last refusal', async () => {
    expect(load.restriction(now)).toBeNull();
    standing(100);
    await bulk();
    standing(0);
    standing(0, LOAD_LIMITS.calmMs);
    now += 1_000;
    expect(load.restriction(now)).toMatchObject({
      reason: 'load',
      requests: ['bulk'],
      since: new Date(1_000_000).toISOString(),
    });
    // A clock that was ahead when something was refused makes that no more recent.
    steppedMs = -3_600_000;
    now += LOAD_LIMITS.restrictedMs;
    expect(load.restriction(now + steppedMs)).toBeNull();
  });

  it('counts what it refuses', async () => {
    standing(300);
    await bulk();
    await single();
    await single();
    const [shed] = load.families();
    expect(shed?.samples).toEqual([
      [{ kind: 'bulk' }, 1],
      [{ kind: 'single' }, 2],
    ]);
  });

  it('takes no more bodies than it has room for, and forgets those that were answered', async () => {
    const large = JSON.stringify({ objects: ['x'.repeat(900_000)] });
    for (let i = 0; i < 60; i++) expect((await bulk(large)).status).toBe(200);
    const tooMuch = await fetch(`${url}/v1/lookup`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: 'x'.repeat(LOAD_LIMITS.bodyBytesOfOne + 1),
    });
    expect([tooMuch.status, ((await tooMuch.json()) as { code: string }).code]).toEqual([503, CODE]);
  });
});

describe('room for bodies', () => {
  it('is shared: one license gets its part, and others still get theirs', () => {
    const budget = new BodyBudget();
    const [greedy, other, third] = [{}, {}, {}];
    expect(budget.take(greedy, LOAD_LIMITS.bodyBytesOfOne)).toBe(true);
    expect(budget.take(greedy, 1)).toBe(false);
    expect(budget.take(other, LOAD_LIMITS.bodyBytesOfOne)).toBe(true);
    expect(budget.take(third, 1)).toBe(false);
    budget.giveBack(greedy, LOAD_LIMITS.bodyBytesOfOne);
    expect([budget.take(third, 1), budget.take(greedy, 10)]).toEqual([true, true]);
  });
});
