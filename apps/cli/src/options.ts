import { InvalidArgumentError } from 'commander';
import { Fault } from '@pksn/domain';

/** Parsers of option values; commander shows their message and the run ends as USAGE. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number of ${least} to ${most}.`);
  };
}

/** The word `none` takes a limit away that would go on otherwise. */
export function orNone<T>(parse: (text: string) => T): (text: string) => T | 'none' {
  return (text) => (text === 'none' ? 'none' : parse(text));
}

/** For options that may be given several times, or with several values after commas. */
export function listOf(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ];
}

export function oneOf<T extends string>(words: readonly T[]): (text: string) => T {
  return (text) => {
    const word = words.find((one) => one === text.trim().toLowerCase());
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`It must be ${words.join(', ')}.`);
  };
}

export function yesNo(text: string): boolean {
  return oneOf(['yes', 'no'])(text) === 'yes';
}

/** A date, or a time of UTC; a date stays a date, because licenses and overrides end it at 24:00 UTC. */
export function dateOrTime(text: string): string {
  const known = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z)?$/.test(text);
  const ms = known ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10))) return text;
  throw new InvalidArgumentError('It must be a date such as 2027-12-31, or a time such as 2027-12-31T12:00:00Z.');
}

/** When something ends: a date, a time, or how long from now in days, hours or minutes. */
export function expiry(text: string): string {
  return /^[1-9]\d{0,5}[dhm]$/.test(text) ? text : dateOrTime(text);
}

/** The number of a generation, snapshot or override. Throws USAGE. */
export function recordNumber(text: string, what: string): string {
  if (/^\d{1,15}$/.test(text)) return text;
  throw new Fault('USAGE', `"${text.slice(0, 80)}" is not the number of ${what}: a number is needed`);
}
