import type { MetricFamily } from '@pksn/nest-kit';
import type { FastifyInstance } from 'fastify';

const FILES = '/v1/files/:hash';
const URLS = '/v1/urls';
export const OK = 'ok';
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);
const NO_ROUTE = 'none';
/** What is counted below is a code of the catalog or a status: this bounds it whatever happens. */
const ROW_LIMIT = 2_000;

/** Requests by route and outcome: `ok`, or the code of the fault that ended it. Plain numbers until somebody asks. */
export class RequestCounts {
  /** Files and URLs that were answered ahead of the router. */
  fastFiles = 0;
  fastUrls = 0;
  private readonly table = new Map<string, Map<string, number>>();
  private rows = 0;

  /** Counts what the router answers; to be called before its routes are declared. */
  watch(http: FastifyInstance): void {
    http.addHook('onResponse', (request, reply, done) => {
      const outcome = reply.faultCode ?? (reply.statusCode < 400 ? OK : String(reply.statusCode));
      this.count(request.routeOptions.url ?? NO_ROUTE, outcome);
      done();
    });
  }

  count(route: string, outcome: string): void {
    const outcomes = this.table.get(route) ?? new Map<string, number>();
    this.table.set(route, outcomes);
    const before = outcomes.get(outcome) ?? 0;
    if (before === 0 && this.rows++ >= ROW_LIMIT) return;
    outcomes.set(outcome, before + 1);
  }

  /** What was counted so far, by outcome; what asks whether the process lives is left out. */
  byOutcome(): ReadonlyMap<string, number> {
    const sums = new Map([[OK, this.fastFiles + this.fastUrls]]);
    for (const [route, outcomes] of this.table) {
      if (PROBES.has(route)) continue;
      for (const [outcome, count] of outcomes) sums.set(outcome, (sums.get(outcome) ?? 0) + count);
    }
    return sums;
  }

  families(): MetricFamily[] {
    const refusals = new Map<string, number>();
    const samples: [Record<string, string>, number][] = [];
    const fast = new Map([
      [FILES, this.fastFiles],
      [URLS, this.fastUrls],
    ]);
    for (const [route, count] of fast) {
      samples.push([{ route, outcome: OK }, count + (this.table.get(route)?.get(OK) ?? 0)]);
    }
    for (const [route, outcomes] of this.table) {
      for (const [outcome, count] of outcomes) {
        if (fast.has(route) && outcome === OK) continue;
        samples.push([{ route, outcome }, count]);
        if (/^(LICENSE|INTEGRATION_TOKEN)_/.test(outcome)) {
          refusals.set(outcome, (refusals.get(outcome) ?? 0) + count);
        }
      }
    }
    return [
      {
        name: 'pksn_query_requests_total',
        help: 'Requests of the query listener by route and outcome: ok, or the code of the error',
        kind: 'counter',
        samples,
      },
      {
        name: 'pksn_license_refusals_total',
        help: 'Requests that the license gate refused, by the code of the decision table',
        kind: 'counter',
        samples: [...refusals].map(([code, count]) => [{ code }, count] as const),
      },
    ];
  }
}
