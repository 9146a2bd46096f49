import type { Contest } from './bench-row';
import type { HttpsLoad } from './https-load';
import type { PinnedProcess } from './pinned-process';
import { perCpuSecond } from './pinned-process';

export interface RatedServer {
  readonly process: PinnedProcess;
  readonly port: number;
}

/**
 * The same requests to a server and to its baseline, counted twice: by the wall clock, and by the processor time of the
 * server alone, which neither a slow client nor a busy machine can flatter. `seconds` is the length of a turn.
 */
export function requestRates(
  contest: Pick<Contest, 'what' | 'baselineWhat' | 'goal'>,
  load: HttpsLoad,
  seconds: number,
  figure: RatedServer,
  baseline: RatedServer,
): Contest[] {
  const byWall = async ({ port }: RatedServer): Promise<number> => (await load.rate(port, seconds)) / 1e3;
  const byCpu = async ({ process, port }: RatedServer): Promise<number> =>
    (await perCpuSecond(process, async () => (await load.run(port, seconds)).answers)) / 1e3;
  return [
    { ...contest, unit: 'k requests/s', figure: () => byWall(figure), baseline: () => byWall(baseline) },
    {
      ...contest,
      what: `${contest.what}, by processor time of the server`,
      unit: 'k requests per CPU s',
      figure: () => byCpu(figure),
      baseline: () => byCpu(baseline),
    },
  ];
}
