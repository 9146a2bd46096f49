import { readiness } from './readiness';
import type { ReadinessPorts } from './readiness';

const live = { number: 7 } as never;
const standing = { state: 'right', apartMs: 0, judgedMs: 1_000, systemMs: 1_000 } as const;
const well: ReadinessPorts = {
  generations: { peek: () => live },
  registry: { ageMs: () => 400 },
  follower: { alarm: null },
  clock: { now: () => 1_000, standing: () => standing },
  load: { restriction: () => null },
  damage: { alarm: null },
  degradedAfterMs: 5_000,
};
const restriction = { reason: 'load', requests: ['bulk', 'single'], since: '', advice: '' } as const;

it('is well when nothing is wrong', () => {
  expect(readiness(well)).toEqual({ status: 'ok', generation: 7, problems: [] });
});

it.each<[string, Partial<ReadinessPorts>, string, RegExp]>([
  ['no generation is open', { generations: { peek: () => null } }, 'starting', /no generation/],
  [
    'a newer one cannot be opened',
    { follower: { alarm: 'generation 8 cannot be opened' } },
    'degraded',
    /generation 8/,
  ],
  ['the registry is unconfirmed', { registry: { ageMs: () => 5_001 } }, 'degraded', /database is away/],
  ...(
    [
      ['behind', /2 minutes behind the time kept/],
      ['leapt', /leapt 2 minutes ahead .* until a person confirms it, everything is judged by 1970-01-01 00:00 UTC/],
    ] as const
  ).map(([state, problem]): [string, Partial<ReadinessPorts>, string, RegExp] => [
    `the clock is ${state}`,
    { clock: { now: () => 1_000, standing: () => ({ ...standing, state, apartMs: 120_000 }) } },
    'degraded',
    problem,
  ]),
  [
    'too much is asked',
    { load: { restriction: () => restriction } },
    'degraded',
    /bulk and single requests are refused/,
  ],
  ['a segment is damaged', { damage: { alarm: 'x.seg of run 2 is damaged' } }, 'degraded', /run 2 is damaged/],
])('says so when %s', (_what, change, status, problem) => {
  const told = readiness({ ...well, ...change });
  expect(told.status).toBe(status);
  expect(told.problems).toEqual([expect.stringMatching(problem)]);
});

it('tells of everything at once', () => {
  const told = readiness({
    ...well,
    generations: { peek: () => null },
    registry: { ageMs: () => Infinity },
    follower: { alarm: 'a' },
    damage: { alarm: 'b' },
  });
  expect([told.status, told.generation, told.problems.length]).toEqual(['starting', null, 4]);
});
