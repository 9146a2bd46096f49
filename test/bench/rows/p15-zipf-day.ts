import { join } from 'node:path';
import { ask } from '../https-ask';
import { startProxy } from '../bench-proxy';
import type { BenchOptions, BenchRow, Contest } from '../bench-row';
import { ratioAtLeast } from '../bench-row';
import type { RatedServer } from '../request-rates';
import { DayService } from '../zipf-day/day-service';
import type { RequestCounts } from '../zipf-day/day-service';
import type { DayPlan, DayResult } from '../zipf-day/zipf-day';
import { zipfDay } from '../zipf-day/zipf-day';

const SIZES = {
  long: { objects: 100_000, lookups: 1_000_000, changed: 500 },
  short: { objects: 10_000, lookups: 100_000, changed: 50 },
};
const SCOPES = 3;
const GOAL_PERCENT = 95;
/** Of what a cache can have at most. */
const KEPT_RATIO = 0.99;
/** Without a proxy a part of the day says it: one request each. */
const DIRECT_SHARE = 0.05;

/**
 * P15: upstream requests that a proxy saves on a Zipf(1.0) day, counted by the query process, all of them: lookups, judgements of keys, status,
 * and the stream of changes. Verdicts change on the way by overrides and imports at the service, and no answer may be
 * of before a second after a change is in force there. The day is compressed in time, so lifetimes do not end in it, and misses of a moment go
 * together; how many lookups were answered from what was kept is a figure of its own, which neither flatters.
 */
export const zipfDayRow: BenchRow = {
  id: 'P15',
  rounds: 1,
  async run(options, measure) {
    for (const scopes of [1, SCOPES]) await measure(await contestsOf(options, scopes));
  },
};

async function contestsOf(options: BenchOptions, scopes: number): Promise<Contest[]> {
  const { objects, ...plan } = options.long ? SIZES.long : SIZES.short;
  const day = await DayService.start(objects, scopes);
  let proxy: RatedServer | null = null;
  try {
    const direct = await countedDay(day, day.port, { lookups: plan.lookups * DIRECT_SHARE, changed: 0, seed: 1 }, 0);
    const folder = join(options.workDir, `proxy-${String(scopes)}`);
    const started = await startProxy({ folder, tls: day.service.tls, upstreamPort: day.port });
    proxy = started;
    let objectsAsked = 0;
    const kept = await countedDay(day, started.port, { ...plan, seed: 3 }, scopes, async () => {
      objectsAsked = await objectsAskedBy(started.port, day.service.tls.ca);
      await started.process.stop();
    });
    sayOf(options, scopes, kept);
    return contests(scopes, objects, plan.changed, kept, direct, objectsAsked);
  } finally {
    await proxy?.process.stop();
    await day.stop();
  }
}

interface CountedDay extends DayResult {
  /** At the query process, by route. */
  readonly requests: RequestCounts;
}

/** With so many streams of changes; `end` is called when the day is over, before its requests are counted. */
async function countedDay(
  day: DayService,
  port: number,
  plan: DayPlan,
  streams: number,
  end: () => Promise<void> = () => Promise.resolve(),
): Promise<CountedDay> {
  const { requests: before } = await day.counts();
  const result = await zipfDay(day, port, plan);
  await end();
  const { requests: after } = await day.counts();
  const requests = new Map([...after].map(([route, count]) => [route, count - (before.get(route) ?? 0)] as const));
  // Streams that the other side ends are not counted where they end: one for each scope.
  if (streams > 0) requests.set('/v1/changes (streams)', streams);
  return { ...result, requests };
}

const total = (requests: RequestCounts): number => [...requests.values()].reduce((sum, count) => sum + count, 0);
const savedPercent = (one: CountedDay): number => 100 * (1 - total(one.requests) / one.lookups);
const firstsPercent = (one: CountedDay): number => 100 * (1 - one.firsts / one.lookups);

function contests(
  scopes: number,
  objects: number,
  changed: number,
  kept: CountedDay,
  direct: CountedDay,
  objectsAsked: number,
): Contest[] {
  const { truth, lookups } = kept;
  const seen = scopes === 1 ? 'one scope' : `${String(scopes)} scopes`;
  const what = `a Zipf(1.0) day of ${String(lookups)} lookups over ${String(objects)} objects, ${String(changed)} of which change, ${seen}`;
  const isMet = (figure: number): boolean => figure >= GOAL_PERCENT && truth.violations === 0;
  return [
    {
      what: `upstream requests saved on ${what}; ${String(truth.violations)} answers old after 1 s`,
      unit: '%',
      baselineWhat: 'without a proxy',
      goal: { text: `>= ${String(GOAL_PERCENT)} %, none old`, met: isMet },
      figure: () => savedPercent(kept),
      baseline: () => savedPercent(direct),
    },
    {
      what: `lookups answered without their object being asked upstream on ${what}`,
      unit: '%',
      baselineWhat: 'all but the first of each object and scope',
      goal: ratioAtLeast(KEPT_RATIO),
      figure: () => 100 * (1 - objectsAsked / lookups),
      baseline: () => firstsPercent(kept),
    },
  ];
}

async function objectsAskedBy(port: number, ca: string): Promise<number> {
  const { body } = await ask(port, ca, { path: '/readyz', key: '' });
  return (body as { upstream: { objects: number } }).upstream.objects;
}

function sayOf({ say }: BenchOptions, scopes: number, kept: CountedDay): void {
  const { truth, requests, lookups, seconds } = kept;
  const routes = [...requests].filter(([, count]) => count > 0).map(([route, count]) => `${route} ${String(count)}`);
  say(`${String(scopes)} scopes: ${String(lookups)} lookups in ${seconds.toFixed(1)} s; upstream ${routes.join(', ')}`);
  say(
    `asked for the first time: ${String(kept.firsts)}, so at most ${firstsPercent(kept).toFixed(1)} % of lookups need nothing from upstream`,
  );
  say(
    `${String(truth.checked)} answers of changed objects, the last of before ${truth.latestOldMs.toFixed(0)} ms after its change was in force, ${String(truth.violations)} after more than 1 s`,
  );
}
