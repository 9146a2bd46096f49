import type { Clock } from '@pksn/runtime';
import { fileSystemOf } from '@pksn/runtime';
import type { DiskDayRow, DiskDays, DiskPlace } from '@pksn/store-postgres';
import type { DiskForecast } from './disk-forecast';
import { forecastDisk } from './disk-forecast';

export interface DiskReportPorts {
  readonly days: Pick<DiskDays, 'all' | 'databaseBytes'>;
  /** Folders on this machine; null: the database is elsewhere, or nobody said where. */
  readonly folders: Readonly<Record<DiskPlace, string | null>>;
  readonly reserveBytes: number;
  readonly clock: Clock;
}

/** A disk by what is on it; `freeBytes` null: a database whose disk is not seen from here, with the size that it says. */
export interface DiskView {
  readonly places: readonly DiskPlace[];
  readonly freeBytes: number | null;
  readonly usedBytes: number;
  readonly reserveBytes: number;
  readonly forecast: DiskForecast;
}

const PLACES: readonly DiskPlace[] = ['spool', 'index', 'database'];

/** How full every disk is that imports fill, and when it will be full. */
export class DiskReport {
  constructor(private readonly ports: DiskReportPorts) {}

  async disks(): Promise<DiskView[]> {
    const { days, clock } = this.ports;
    const noted = await days.all(clock.now());
    const disks = new Map<number, { places: DiskPlace[]; freeBytes: number | null; usedBytes: number }>();
    for (const place of PLACES) {
      const found = await this.diskOf(place);
      const known = disks.get(found.device);
      if (known === undefined) disks.set(found.device, { ...found, places: [place] });
      else known.places.push(place);
    }
    return [...disks.values()].map((disk) => this.view(disk, noted));
  }

  private async diskOf(place: DiskPlace): Promise<{ device: number; freeBytes: number | null; usedBytes: number }> {
    const folder = this.ports.folders[place];
    if (folder !== null) return fileSystemOf(folder);
    return { device: NaN, freeBytes: null, usedBytes: await this.ports.days.databaseBytes() };
  }

  private view(
    { places, freeBytes, usedBytes }: Pick<DiskView, 'places' | 'freeBytes' | 'usedBytes'>,
    noted: readonly DiskDayRow[],
  ): DiskView {
    const { reserveBytes } = this.ports;
    const [longest = []] = places
      .map((place) => noted.filter((row) => row.place === place))
      .sort((a, b) => b.length - a.length);
    return { places, freeBytes, usedBytes, reserveBytes, forecast: forecastDisk(longest, freeBytes, reserveBytes) };
  }
}
