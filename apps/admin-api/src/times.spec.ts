import { isDate, isTime } from './times';

describe('times of requests', () => {
  it.each(['2026-01-01T00:00:00Z', '2028-02-29T23:59:59.123456789+14:00', '0001-01-01T00:00:00-08:00'])(
    'take %s',
    (text) => expect(isTime(text)).toBe(true),
  );

  it.each([
    ...['2026-W01-1', '2026-001', '2026-01-01', '2026-01-01T00:00:00', '2026-01-01T24:00:01Z', '2026-01-01T00:00:60Z'],
    ...['2026-02-29T00:00:00Z', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00+99:00', '+02026-01-01T00:00:00Z', '', 7],
  ])('refuse %s', (value) => expect(isTime(value)).toBe(false));

  it('take days of the calendar only', () => {
    expect(['2026-02-28', '2028-02-29', '0001-01-01'].every(isDate)).toBe(true);
    expect(['2026-02-29', '2026-00-10', '2026-1-1', '2026-02-28T', 20260228].some(isDate)).toBe(false);
  });
});
