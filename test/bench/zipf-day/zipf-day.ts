import { setTimeout as delay } from 'node:timers/promises';
import { requestBytes } from '../https-ask';
import type { DayService } from './day-service';
import { KeptConnection } from './kept-connection';
import type { Change } from './truth';
import { Truth } from './truth';
import { ZipfRanks } from './zipf-ranks';

export interface DayPlan {
  readonly lookups: number;
  /** Objects that change their verdict on the way. */
  readonly changed: number;
  readonly seed: number;
}

export interface DayResult {
  readonly lookups: number;
  /** Of scope and object, the first time: what no cache can have. */
  readonly firsts: number;
  readonly seconds: number;
  readonly truth: Truth;
}

interface PlannedChange {
  readonly ranks: readonly number[];
  readonly scope: number | null;
  /** The verdict that they have then. */
  readonly make: () => Promise<string>;
}

const CONNECTIONS = 64;
/** Half of the objects change by deltas, so many; the other half by an override each. */
const DELTAS = 5;
const LOOK_MS = 10;
/** Lookups go on for so long after the last change, in milliseconds. */
const AFTER_MS = 1_500;
/** The last change begins when so much of the day is over. */
const LAST_CHANGE = 0.8;

/** A day of lookups of files through `port`, by one key for each scope, while verdicts change at the service. */
export async function zipfDay(day: DayService, port: number, plan: DayPlan): Promise<DayResult> {
  const truth = new Truth((rank) => day.verdict(rank));
  const ranks = new ZipfRanks(day.objects.length, plan.seed);
  const firsts = new Set<number>();
  const changes = await plannedChanges(day, plan);
  const begun = performance.now();
  let asked = 0;
  let isChanging = changes.length > 0;
  const asker = async (): Promise<void> => {
    const connection = await KeptConnection.open(port, day.service.ca);
    while (asked < plan.lookups || isChanging) {
      const [rank, scope] = [ranks.next(), asked++ % day.keys.length];
      firsts.add(rank * day.keys.length + scope);
      const question = { path: `/v1/files/${day.objects[rank] as string}`, key: day.keys[scope] as string };
      const { zone, threat } = JSON.parse(await connection.ask(requestBytes(question))) as Record<string, string>;
      truth.hear(rank, scope, `${String(zone)} ${String(threat)}`, performance.now());
    }
    connection.close();
  };
  const changing = make(day, changes, truth, plan, () => asked).finally(() => (isChanging = false));
  await Promise.all([changing, ...Array.from({ length: CONNECTIONS }, asker)]);
  return { lookups: asked, firsts: firsts.size, seconds: (performance.now() - begun) / 1_000, truth };
}

/** What is asked often changes often: half of it by deltas, the rest by overrides, of the provider and of the first scope's customer in turns. */
async function plannedChanges(day: DayService, { changed, seed }: DayPlan): Promise<PlannedChange[]> {
  const ranks = new ZipfRanks(day.objects.length, seed + 1).distinct(changed);
  const renamed = ranks.splice(0, Math.floor(changed / 2));
  const perDelta = Math.ceil(renamed.length / DELTAS);
  const planned: PlannedChange[] = [];
  for (let at = 0; at < renamed.length; at += perDelta) {
    const some = renamed.slice(at, at + perDelta);
    planned.push({ ranks: some, scope: null, make: await day.rename(some) });
  }
  for (const [n, rank] of ranks.entries()) {
    const scope = n % 2 === 0 ? null : 0;
    // Between the deltas, which keep their order.
    const place = Math.floor((n * (planned.length + 1)) / ranks.length);
    planned.splice(place, 0, { ranks: [rank], scope, make: () => day.override(rank, scope) });
  }
  return planned;
}

/** Makes all changes, spread over the day. */
async function make(
  day: DayService,
  changes: readonly PlannedChange[],
  truth: Truth,
  { lookups }: DayPlan,
  asked: () => number,
): Promise<void> {
  for (const [n, change] of changes.entries()) {
    while (asked() < (lookups * LAST_CHANGE * (n + 1)) / changes.length) await delay(LOOK_MS);
    await changed(day, truth, change);
  }
  await delay(AFTER_MS);
}

/** One change: begun, made, and in force at the query process that the proxy asks. */
async function changed(day: DayService, truth: Truth, { ranks, scope, make: made }: PlannedChange): Promise<void> {
  const { generation } = await day.counts();
  const change = truth.begin(ranks, scope, performance.now());
  const [verdict] = await Promise.all([made(), inForce(day, change, generation)]);
  change.verdict = verdict;
}

async function inForce(day: DayService, change: Change, generation: number): Promise<void> {
  for (let seenAt = change.begunAt; ; await delay(LOOK_MS)) {
    const lookedAt = performance.now();
    if ((await day.counts()).generation > generation) {
      change.inForceAt = seenAt;
      return;
    }
    seenAt = lookedAt;
  }
}
