import type { JudgedClock } from '@pksn/runtime';
import { clockProblem } from '@pksn/runtime';
import type { CurrentGeneration } from '../generation/current-generation';
import type { Follower } from '../generation/follower';
import type { RegistryState } from '../license/registry-state';
import type { LoadGuard } from '../load/load-guard';

export interface ReadinessPorts {
  readonly generations: Pick<CurrentGeneration, 'peek'>;
  readonly registry: Pick<RegistryState, 'ageMs'>;
  readonly follower: Pick<Follower, 'alarm'>;
  readonly clock: Pick<JudgedClock, 'now' | 'standing'>;
  readonly load: Pick<LoadGuard, 'restriction'>;
  readonly damage: { readonly alarm: string | null };
  readonly degradedAfterMs: number;
}

export interface Readiness {
  /** `starting` answers no lookups yet; `degraded` answers, and something is wrong. */
  readonly status: 'starting' | 'degraded' | 'ok';
  readonly generation: number | null;
  readonly problems: readonly string[];
}

/** What `/readyz` says; docs/operations.md, "Health", lists the same. */
export function readiness(ports: ReadinessPorts): Readiness {
  const { generations, registry, follower, clock, load, damage } = ports;
  const live = generations.peek();
  const now = clock.now();
  const refused = load.restriction(now)?.requests.join(' and ') ?? null;
  const problems = [
    live === null ? 'no generation is open yet' : null,
    follower.alarm,
    registry.ageMs() > ports.degradedAfterMs ? 'the license registry cannot be confirmed: the database is away' : null,
    clockProblem(clock.standing())?.what ?? null,
    refused === null ? null : `too much is asked: ${refused} requests are refused`,
    damage.alarm,
  ].filter((problem) => problem !== null);
  const status = live === null ? 'starting' : problems.length > 0 ? 'degraded' : 'ok';
  return { status, generation: live?.number ?? null, problems };
}
