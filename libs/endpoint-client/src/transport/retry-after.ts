import { ENDPOINT_LIMITS } from '../limits';

/** Whole seconds of a Retry-After (RFC 9110 10.2.3: seconds, or a date), at most an hour; null when it says nothing. */
export function retryAfterSeconds(header: unknown, now: number): number | null {
  if (typeof header !== 'string') return null;
  const text = header.trim();
  const seconds = /^\d{1,10}$/.test(text) ? Number(text) : Math.ceil((Date.parse(text) - now) / 1_000);
  return Number.isNaN(seconds) ? null : Math.min(Math.max(0, seconds), ENDPOINT_LIMITS.retryAfterSeconds);
}
