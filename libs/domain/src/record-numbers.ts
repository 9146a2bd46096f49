/** 1,000 sightings are bucket 10 (512 or more): a power of two, rounded down. */
export function popularityBucket(count: number): number {
  let bucket = 0;
  // Not by Math.log2, which rounds up just below large powers of two.
  for (let bound = 1; bound <= count && bucket < 63; bound *= 2) bucket++;
  return bucket;
}

export function popularityOfBucket(bucket: number): number | null {
  return bucket === 0 ? null : 2 ** (bucket - 1);
}

const MS_PER_DAY = 86_400_000;

export function firstSeenDate(day: number): string | null {
  return day === 0 ? null : new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Days since 1970 of an ISO date or date-time (UTC when it names no zone); null when it is none, or out of range. */
export function firstSeenDay(text: string): number | null {
  const utc = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(utc) : Number.NaN;
  const day = Math.floor(ms / MS_PER_DAY);
  return day >= 1 && day <= 0xffff ? day : null;
}
