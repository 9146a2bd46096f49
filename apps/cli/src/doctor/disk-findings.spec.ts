import { diskFinding } from './disk-findings';

const GIB = 1024 ** 3;
const disk = { places: ['spool', 'index', 'database'], freeBytes: 90 * GIB, usedBytes: 10 * GIB };
const growing = (daysUntilRefused: number) => ({
  trend: 'growing' as const,
  bytesPerDay: GIB,
  daysUntilRefused,
  daysUntilFull: daysUntilRefused + 1,
});

it('says when uploads will be refused, and when the disk will be full', () => {
  expect(diskFinding({ ...disk, forecast: growing(89.5) })).toEqual({
    facts: { ...disk, forecast: growing(89.5) },
    level: 'ok',
    what: '90.0 GiB are free on the disk of spool, index and database; at 1.0 GiB a day uploads are refused in 89 days, and it is full in 90 days',
    next: null,
  });
  expect(diskFinding({ ...disk, forecast: growing(20) }).level).toBe('look');
  expect(diskFinding({ ...disk, forecast: growing(0.5) }).what).toContain('refused in 12 hours');
  expect(diskFinding({ ...disk, forecast: growing(5_000) }).what).toContain('more than ten years');
});

it('says what it does not know', () => {
  const unknown = { trend: 'unknown' as const, days: 3, neededDays: 7 };
  expect(diskFinding({ ...disk, forecast: unknown }).what).toContain('after 7 days, of which 3 are known');
  expect(diskFinding({ ...disk, forecast: { trend: 'steady', bytesPerDay: 0 } }).what).toContain('it does not fill');
  const elsewhere = { ...disk, places: ['database'], freeBytes: null };
  const forecast = { trend: 'growing' as const, bytesPerDay: GIB, daysUntilRefused: null, daysUntilFull: null };
  expect(diskFinding({ ...elsewhere, forecast })).toEqual({
    facts: { ...elsewhere, forecast },
    level: 'ok',
    what: 'the database takes 10.0 GiB on a disk that is not seen from here; it grows at 1.0 GiB a day',
    next: null,
  });
});
