import { DAY_MS, HOUR_MS } from '@pksn/licensing';

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** To the minute, as people write it. */
export function moment(ms: number): string {
  return `${iso(ms).slice(0, 16).replace('T', ' ')} UTC`;
}

/** How far off a moment is: "in 3 days", "in 5 hours", "within the hour", "2 days ago". */
export function distance(ms: number, now: number): string {
  const apart = Math.abs(ms - now);
  if (apart < HOUR_MS / 2) return ms < now ? 'less than an hour ago' : 'within the hour';
  const [amount, unit] =
    apart < 2 * DAY_MS ? [Math.round(apart / HOUR_MS), 'hour'] : [Math.round(apart / DAY_MS), 'day'];
  const text = `${String(amount)} ${unit}${amount === 1 ? '' : 's'}`;
  return ms < now ? `${text} ago` : `in ${text}`;
}
