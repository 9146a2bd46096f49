import { CLOCK_LIMITS, clockStanding, isMarkDue, judgedTime } from './judged-time';

const [SECOND, HOUR, DAY] = [1_000, 3_600_000, 86_400_000];
const YEAR = 365 * DAY;
const T = Date.UTC(2026, 10, 22, 12);

/** A machine whose clock is away from the true time by `skew`, and a process on it. */
class Machine {
  judged: number;
  private at: number;

  constructor(
    trueTime: number,
    public skew = 0,
    mark: number | null = null,
  ) {
    this.at = trueTime;
    this.judged = mark === null ? trueTime + skew : judgedTime(mark, 0, trueTime + skew);
  }

  /** Time passes; `uncounted` of it while the machine slept, which the other clock does not see. */
  pass(ms: number, uncounted = 0): number {
    this.at += ms + uncounted;
    const before = this.judged;
    this.judged = judgedTime(before, ms, this.at + this.skew);
    if (this.judged < before) throw new Error('it went back');
    return this.judged - this.at;
  }

  get state(): string {
    return clockStanding(this.judged, this.at + this.skew).state;
  }
}

it('is the time of the clock where that goes right, also after short stops and sleeps', () => {
  const machine = new Machine(T);
  expect(machine.pass(HOUR)).toBe(0);
  expect(machine.pass(5, 8 * HOUR)).toBe(0);
  expect(machine.pass(5, DAY - 5)).toBe(0);
  expect(new Machine(T + 20 * HOUR, 0, T).judged).toBe(T + 20 * HOUR);
  expect(machine.state).toBe('right');
});

it('takes a leap second and other small corrections without a word', () => {
  const machine = new Machine(T);
  machine.skew = -SECOND;
  expect(machine.pass(10)).toBeCloseTo(-0.5);
  expect(machine.state).toBe('right');
  machine.skew = 0;
  expect(machine.pass(20 * SECOND)).toBe(0);
  machine.skew = SECOND;
  expect(machine.pass(10)).toBe(SECOND);
});

it.each([12 * YEAR, 30 * DAY, DAY + SECOND])('does not believe a step ahead of %d ms, and time goes on', (step) => {
  const machine = new Machine(T);
  machine.skew = step;
  expect(machine.pass(10)).toBe(0);
  expect(machine.pass(HOUR)).toBe(0);
  expect(machine.state).toBe('leapt');
  machine.skew = 0;
  expect(machine.pass(10)).toBe(0);
  expect(machine.state).toBe('right');
});

it.each([10 * YEAR, DAY + SECOND])('goes on when the clock is %d ms back, and when it is right again', (step) => {
  const machine = new Machine(T);
  machine.skew = -step;
  expect(machine.pass(10)).toBe(0);
  expect(machine.pass(DAY)).toBe(0);
  expect(machine.state).toBe('behind');
  machine.skew = 0;
  expect(machine.pass(10)).toBe(0);
  expect(machine.state).toBe('right');
});

it('goes a little slower with a clock that is an hour behind, until they meet', () => {
  const machine = new Machine(T, HOUR);
  machine.skew = 0;
  expect(machine.pass(0)).toBe(HOUR);
  expect(machine.state).toBe('behind');
  let hours = 0;
  for (; machine.pass(HOUR) > 0; hours++);
  expect(hours).toBe(1 / CLOCK_LIMITS.slowdown - 1);
  expect(machine.state).toBe('right');
});

it('goes on from the mark after a restart, whatever the clock says', () => {
  for (const skew of [-10 * YEAR, 12 * YEAR]) {
    const machine = new Machine(T, skew, T - 30 * SECOND);
    expect(machine.judged).toBe(T - 30 * SECOND);
    expect(machine.pass(HOUR)).toBe(-30 * SECOND);
  }
  expect(new Machine(T, -HOUR, T).pass(0)).toBe(0);
});

it('waits for a person after a month off, and goes on from the mark meanwhile', () => {
  const machine = new Machine(T + 30 * DAY, 0, T);
  expect([machine.judged, machine.state]).toEqual([T, 'leapt']);
  expect(machine.pass(DAY)).toBe(-30 * DAY);
  // What a confirmation does: the mark is the time of the clock.
  const confirmed = new Machine(T + 31 * DAY, 0, T + 31 * DAY);
  expect([confirmed.pass(HOUR), confirmed.state]).toEqual([0, 'right']);
});

it('cannot be led further than a day at a time, which no reading in between makes more', () => {
  const [rarely, often] = [new Machine(T), new Machine(T)];
  rarely.skew = often.skew = 2 * DAY;
  for (let i = 0; i < 3_600; i++) often.pass(SECOND);
  expect(rarely.pass(HOUR)).toBe(0);
  expect(often.judged).toBe(rarely.judged);
});

it('is within a minute the same on machines with clocks that differ, by what is kept for all', () => {
  const apart: number[] = [];
  let [mark, at] = [null as number | null, T];
  const machines = [new Machine(T), new Machine(T, 40 * SECOND), new Machine(T, -3 * HOUR), new Machine(T, YEAR)];
  // The first to start had kept its mark when the others did.
  for (const machine of machines) machine.judged = judgedTime(T, 0, T + machine.skew);
  let written = 0;
  for (let n = 0; n < 7_200; n++, at += SECOND) {
    for (const machine of machines) {
      if (mark !== null && mark > machine.judged) machine.judged = mark;
      machine.pass(SECOND);
      if (!isMarkDue(machine.judged, mark, machine.state as 'right')) continue;
      if (machine.judged <= (mark ?? 0)) throw new Error('the mark went back');
      mark = machine.judged;
      written++;
    }
    const times = machines.map(({ judged }) => judged);
    apart.push(Math.max(...times) - Math.min(...times));
  }
  expect(Math.max(...apart)).toBeLessThanOrEqual(CLOCK_LIMITS.keepEveryMs);
  expect(machines.map(({ state }) => state)).toEqual(['right', 'right', 'behind', 'leapt']);
  expect(Math.abs((mark ?? 0) - at)).toBeLessThanOrEqual(2 * CLOCK_LIMITS.keepEveryMs);
  // Every few seconds, and only because two of the clocks are wrong.
  expect(written).toBeLessThan(7_200 / 4);
});

it('is kept once a minute where all is right, and oftener where it is not', () => {
  expect([isMarkDue(T, null, 'right'), isMarkDue(T, T, 'behind')]).toEqual([true, false]);
  expect([isMarkDue(T + 59_999, T, 'right'), isMarkDue(T + 60_000, T, 'right')]).toEqual([false, true]);
  expect([isMarkDue(T + 4_999, T, 'leapt'), isMarkDue(T + 5_000, T, 'leapt')]).toEqual([false, true]);
  expect(isMarkDue(T - YEAR, T, 'behind')).toBe(false);
});
