import { clockProblem } from './clock-problem';
import { JudgedClock } from './judged-clock';

const [MINUTE, DAY] = [60_000, 86_400_000];
const YEAR = 365 * DAY;
const start = Date.UTC(2026, 10, 21);
let wall: number;
let elapsed: number;
let clock: JudgedClock;
const pass = (ms: number): number => {
  wall += ms;
  elapsed += ms;
  return clock.now();
};
beforeEach(() => {
  wall = start;
  elapsed = 5_000.5;
  clock = new JudgedClock({ now: () => wall }, () => elapsed);
});

it('goes by the clock of the system until it learns the mark, and then by both', () => {
  wall += 12 * YEAR;
  clock = new JudgedClock({ now: () => wall }, () => elapsed);
  expect(clock.now()).toBe(wall);
  clock.learn({ markMs: start, resets: 0 });
  expect(clock.now()).toBe(start);
  expect(pass(1_000)).toBe(start + 1_000);
});

it('keeps a first mark where there is none, and none before it knows', () => {
  expect(clock.markToKeep()).toBeNull();
  clock.learn({ markMs: null, resets: 0 });
  expect(clock.markToKeep()).toEqual({ markMs: start, resets: 0 });
  clock.learn({ markMs: start, resets: 0 });
  expect(clock.markToKeep()).toBeNull();
  pass(MINUTE);
  expect(clock.markToKeep()).toEqual({ markMs: start + MINUTE, resets: 0 });
});

it('goes on through jumps in both directions, and keeps that', () => {
  clock.learn({ markMs: start, resets: 0 });
  for (const jump of [-10 * YEAR, 12 * YEAR]) {
    wall += jump;
    expect(pass(5_000)).toBe(start + 5_000);
    expect(clock.markToKeep()).toEqual({ markMs: start + 5_000, resets: 0 });
    wall -= jump + 5_000;
    elapsed -= 5_000;
    clock = new JudgedClock({ now: () => wall }, () => elapsed);
    clock.learn({ markMs: start, resets: 0 });
  }
});

it('is led ahead by what others keep, and not back by a restored backup', () => {
  clock.learn({ markMs: start, resets: 3 });
  clock.learn({ markMs: start + MINUTE, resets: 3 });
  expect(clock.now()).toBe(start + MINUTE);
  clock.learn({ markMs: start - YEAR, resets: 2 });
  expect(clock.now()).toBe(start + MINUTE);
  expect(clock.markToKeep()).toEqual({ markMs: start + MINUTE, resets: 2 });
});

it('goes where a person has set it, ahead or back', () => {
  clock.learn({ markMs: start, resets: 0 });
  wall += YEAR;
  expect(clock.standing()).toMatchObject({ state: 'leapt', apartMs: YEAR });
  clock.learn({ markMs: wall, resets: 1 });
  expect(clock.standing()).toEqual({ state: 'right', apartMs: 0, judgedMs: start + YEAR, systemMs: start + YEAR });
  wall -= YEAR;
  expect(clock.standing()).toMatchObject({ state: 'behind', apartMs: YEAR, judgedMs: start + YEAR });
  clock.learn({ markMs: wall, resets: 2 });
  expect(clock.standing()).toMatchObject({ state: 'right', judgedMs: start });
});

it('makes no file old that is not, whichever clock is wrong', () => {
  clock.learn({ markMs: start, resets: 0 });
  expect(clock.forFiles.now()).toBe(start);
  wall = start + YEAR;
  expect(clock.forFiles.now()).toBe(start);
  wall = start - YEAR;
  expect(clock.forFiles.now()).toBe(start - YEAR);
});

it('says what is wrong, and what to do', () => {
  const told = (jump: number): string[] => {
    wall = start + jump;
    const problem = clockProblem(clock.standing());
    return problem === null ? [] : [problem.what, problem.advice];
  };
  clock.learn({ markMs: start, resets: 0 });
  expect(told(-MINUTE)).toEqual([]);
  expect(told(12 * YEAR)).toEqual([
    expect.stringMatching(
      /2038-11-18 00:00 UTC, leapt 12 years ahead of the time kept: .* judged by 2026-11-21 00:00 UTC/,
    ),
    expect.stringMatching(
      /backup was restored: pksn clock reset --reason TEXT\. If not: Put this machine's clock right/,
    ),
  ]);
  expect(told(-3 * DAY)).toEqual([
    expect.stringMatching(/is 3 days behind the time kept/),
    expect.stringMatching(/because it was ahead before: pksn clock reset/),
  ]);
  expect(told(-2 * MINUTE)).toEqual([
    expect.stringMatching(/is 2 minutes behind the time kept: .* until they meet/),
    expect.stringMatching(/nothing has to be done/),
  ]);
});
