const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', SECOND],
] as const;

/** "3 minutes ago", "in 2 days". */
export function ago(time: Date, nowMs: number, language: string): string {
  const distance = time.getTime() - nowMs;
  const [unit, size] = STEPS.find(([, ms]) => Math.abs(distance) >= ms) ?? (['second', SECOND] as const);
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(Math.round(distance / size), unit);
}

export function shortTime(time: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** In the viewer's zone to the second, and in UTC. */
export function exactTime(time: Date, language: string): string {
  const local = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'long' }).format(time);
  return `${local} · ${time.toISOString()}`;
}
