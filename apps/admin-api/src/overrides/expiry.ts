import { Fault } from '@pksn/domain';
import type { FaultCode } from '@pksn/domain';
import { ValidateBy } from 'class-validator';
import { isDate, isTime } from '../times';

const DURATION = /^([1-9]\d{0,5})([mhd])$/;
const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A date, which ends with its day in UTC, a time, or how long from now: `30d`, `12h`, `90m`. */
export function isExpiry(value: unknown): value is string {
  return isDate(value) || isTime(value) || (typeof value === 'string' && DURATION.test(value));
}

/** When that is. Fault: `code` for a time that has passed. */
export function expiryOf(text: string, now: number, code: FaultCode = 'OVERRIDE_INVALID'): Date {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const ms =
    amount === undefined
      ? Date.parse(isDate(text) ? `${text}T23:59:59.999Z` : text)
      : now + Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  // Also what is no time at all: it would never end.
  if (!(ms > now)) throw new Fault(code, 'the expiry is in the past');
  return new Date(ms);
}

export const IsExpiry = (): PropertyDecorator =>
  ValidateBy({
    name: 'isExpiry',
    validator: {
      validate: isExpiry,
      defaultMessage: () =>
        '$property must be a date such as 2027-12-31, a time, or a duration such as 30d, 12h or 90m',
    },
  });
