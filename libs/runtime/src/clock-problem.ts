import { CLOCK_LIMITS } from '@pksn/domain';
import type { JudgedClock } from './judged-clock';

const UNITS = [
  ['year', 365.25 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

export interface ClockProblem {
  readonly what: string;
  readonly advice: string;
}

const RESET = 'pksn clock reset --reason TEXT';
const PUT_RIGHT = "Put this machine's clock right (NTP).";

/** What is wrong with the clock of this machine, in words, and what to do; null when nothing is. */
export function clockProblem({
  state,
  apartMs,
  judgedMs,
  systemMs,
}: ReturnType<JudgedClock['standing']>): ClockProblem | null {
  if (state === 'right') return null;
  const apart = lengthOf(apartMs);
  const clock = `the clock of this machine, which shows ${moment(systemMs)},`;
  const judged = `everything is judged by ${moment(judgedMs)}`;
  if (state === 'leapt') {
    return {
      what: `${clock} leapt ${apart} ahead of the time kept: until a person confirms it, ${judged}`,
      advice: `If it is right, because the service was off or a backup was restored: ${RESET}. If not: ${PUT_RIGHT}`,
    };
  }
  if (apartMs > CLOCK_LIMITS.leapMs) {
    return {
      what: `${clock} is ${apart} behind the time kept: ${judged}`,
      advice: `If it is right, because it was ahead before: ${RESET}. If not: ${PUT_RIGHT}`,
    };
  }
  return {
    what: `${clock} is ${apart} behind the time kept: ${judged}, a little slower until they meet`,
    advice: `If it is right, nothing has to be done, or, to be done with it at once: ${RESET}. If not: ${PUT_RIGHT}`,
  };
}

/** `12 years`, `3 days`: to the greatest unit that it has two of. */
function lengthOf(ms: number): string {
  const [unit, unitMs] = UNITS.find(([, length]) => ms >= 2 * length) ?? ['minute', 60_000];
  const amount = Math.round(ms / unitMs);
  return `${String(amount)} ${unit}${amount === 1 ? '' : 's'}`;
}

function moment(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
