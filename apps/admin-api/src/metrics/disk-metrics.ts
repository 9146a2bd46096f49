import type { MetricFamily } from '@pksn/nest-kit';
import type { DiskForecast } from '../disk/disk-forecast';
import type { DiskView } from '../disk/disk-report';

/** What is free on each disk that imports fill, and when that will be used up, where it is known. */
export function diskFamilies(disks: readonly DiskView[]): MetricFamily[] {
  const by = (name: string, help: string, valueOf: (disk: DiskView) => number | null): MetricFamily => ({
    name,
    help,
    kind: 'gauge',
    samples: disks.flatMap((disk): MetricFamily['samples'] => {
      const value = valueOf(disk);
      return value === null ? [] : [[{ places: disk.places.join(',') }, value]];
    }),
  });
  return [
    by('pksn_disk_free_bytes', 'Free on the disk of these places', ({ freeBytes }) => freeBytes),
    by('pksn_disk_used_bytes', 'Used on the disk of these places, or by the database', ({ usedBytes }) => usedBytes),
    by('pksn_disk_reserve_bytes', 'Left to PostgreSQL: no upload touches it', ({ reserveBytes }) => reserveBytes),
    by('pksn_disk_days_until_refused', 'Days until uploads are refused, where the disk fills', ({ forecast }) =>
      daysOf(forecast),
    ),
  ];
}

function daysOf(forecast: DiskForecast): number | null {
  return forecast.trend === 'growing' ? forecast.daysUntilRefused : null;
}
