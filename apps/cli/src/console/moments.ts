import { counted } from './counted';

const DAY_MS = 86_400_000;
const DAY_CHARACTERS = 10;
const MINUTE_CHARACTERS = 16;

/** `2026-11-22 03:09 UTC`; text that is no time stays as it is. */
export function momentText(time: string): string {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return time;
  return `${new Date(ms).toISOString().slice(0, MINUTE_CHARACTERS).replace('T', ' ')} UTC`;
}

/**
 * When something ends, as people say it: `the end of 2027-11-22 UTC` for a date, or for the midnight behind it as the
 * service tells it; another time to the minute.
 */
export function endText(time: string): string {
  if (time.length === DAY_CHARACTERS) return Number.isNaN(Date.parse(time)) ? time : `the end of ${time} UTC`;
  const ms = Date.parse(time);
  if (Number.isNaN(ms) || ms % DAY_MS !== 0) return momentText(time);
  return `the end of ${new Date(ms - 1).toISOString().slice(0, DAY_CHARACTERS)} UTC`;
}

/** The last day of something, for tables, whose heads say that it is: `2027-11-22`; another time to the minute. */
export function dayText(time: string): string {
  return endText(time).replace(/^the end of (.*) UTC$/, '$1');
}

const [SECOND_MS, MINUTE_MS, HOUR_MS] = [1_000, 60_000, 3_600_000];

/** How old something is, in the unit that says most: `3 days`, `2 hours`, `5 minutes`, `40 seconds`. */
export function ageText(ms: number): string {
  const [size, unit] =
    ms >= 2 * DAY_MS
      ? [DAY_MS, 'day']
      : ms >= 2 * HOUR_MS
        ? [HOUR_MS, 'hour']
        : ms >= 2 * MINUTE_MS
          ? [MINUTE_MS, 'minute']
          : [SECOND_MS, 'second'];
  return counted(Math.floor(ms / size), unit);
}
