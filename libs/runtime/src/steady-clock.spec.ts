import { SteadyClock } from './steady-clock';

const YEAR_MS = 365 * 86_400_000;
const start = Date.UTC(2026, 10, 21);
let wall: number;
let elapsed: number;
let clock: SteadyClock;
beforeEach(() => {
  wall = start;
  elapsed = 5_000.5;
  clock = new SteadyClock({ now: () => wall }, () => elapsed);
});

it('goes with the wall clock, also forward over a sleep that the other clock did not count', () => {
  expect([clock.now(), clock.behindMs()]).toEqual([start, 0]);
  wall += 10_000;
  elapsed += 10_000;
  expect(clock.now()).toBe(start + 10_000);
  wall += YEAR_MS;
  expect([clock.now(), clock.behindMs()]).toEqual([start + 10_000 + YEAR_MS, 0]);
});

it('does not go back with it, and goes on', () => {
  elapsed += 60_000;
  wall += 60_000 - YEAR_MS;
  expect([clock.now(), clock.behindMs()]).toEqual([start + 60_000, YEAR_MS]);
  elapsed += 1_000;
  wall += 1_000;
  expect(clock.now()).toBe(start + 61_000);
});

it('forgets a wall clock that was ahead for a while', () => {
  wall += YEAR_MS;
  expect(clock.now()).toBe(start + YEAR_MS);
  wall = start + 2_000;
  elapsed += 2_000;
  expect(clock.now()).toBe(start + 2_000);
});
