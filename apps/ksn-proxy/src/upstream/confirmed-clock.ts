import type { JudgedClock } from '@pksn/runtime';

/** A date in a header has seconds, and took its time to come; in milliseconds. */
const NEAR_MS = 300_000;

/**
 * JudgedClock believes no leap of the machine's clock, and no step back, until somebody confirms it. Behind a proxy nobody does; but where the
 * service, whom its certificate vouches for, has the machine's time, that is right: of a machine without a battery, say, that began in 1970.
 */
export function confirmClock(clock: JudgedClock, date: string | undefined, resets: number): boolean {
  const { state, systemMs } = clock.standing();
  if (state === 'right' || date === undefined) return false;
  const isNear = Math.abs(Date.parse(date) - systemMs) <= NEAR_MS;
  if (isNear) clock.learn({ markMs: systemMs, resets });
  return isNear;
}
