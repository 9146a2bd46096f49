import { ValidateBy } from 'class-validator';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** A time of RFC 3339, of a day that the calendar has; leap seconds are not taken. */
export function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value) && isDate(value.slice(0, 10)) && !isNaN(Date.parse(value));
}

/** A full-date of RFC 3339 that the calendar has. */
export function isDate(value: unknown): boolean {
  if (typeof value !== 'string' || !DATE.test(value)) return false;
  const ms = Date.parse(value);
  return !isNaN(ms) && new Date(ms).toISOString().startsWith(value);
}

export const IsTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isTime',
    validator: { validate: isTime, defaultMessage: () => '$property must be a time such as 2027-12-31T12:00:00Z' },
  });

export const IsDateOrTime = (): PropertyDecorator =>
  ValidateBy({
    name: 'isDateOrTime',
    validator: {
      validate: (value) => isDate(value) || isTime(value),
      defaultMessage: () => '$property must be a date such as 2027-12-31, or a time such as 2027-12-31T12:00:00Z',
    },
  });
