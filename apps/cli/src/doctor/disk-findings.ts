import { bytesText } from '../console/progress-bar';
import type { Finding } from './finding';
import { fine, toLookAt } from './finding';

/** A disk as the health report has it. */
export interface DiskView {
  readonly places: readonly string[];
  readonly freeBytes: number | null;
  readonly usedBytes: number;
  readonly forecast: {
    readonly trend: 'unknown' | 'steady' | 'growing';
    readonly days?: number;
    readonly neededDays?: number;
    readonly bytesPerDay?: number;
    readonly daysUntilRefused?: number | null;
    readonly daysUntilFull?: number | null;
  };
}

/** Time to buy a disk. What is sooner than a week off is among the problems of the health report. */
const LOOK_DAYS = 30;
const FAR_DAYS = 3_650;
const NEXT = 'Add disk there, or keep fewer snapshots (PKSN_RETAINED_SNAPSHOTS, PKSN_SNAPSHOT_RETENTION).';

/** How full a disk is, and when it will be. */
export function diskFinding(disk: DiskView): Finding {
  const { freeBytes, usedBytes, places } = disk;
  const what =
    freeBytes === null
      ? `the database takes ${bytesText(usedBytes)} on a disk that is not seen from here`
      : `${bytesText(freeBytes)} are free on the disk of ${listed(places)}`;
  const days = disk.forecast.daysUntilRefused ?? null;
  const text = `${what}; ${outlook(disk.forecast)}`;
  return { ...(days !== null && days < LOOK_DAYS ? toLookAt(text, NEXT) : fine(text)), facts: disk };
}

function outlook({
  trend,
  days = 0,
  neededDays = 0,
  bytesPerDay = 0,
  daysUntilRefused = null,
  daysUntilFull = null,
}: DiskView['forecast']): string {
  if (trend === 'unknown')
    return `when it will be full can be said after ${String(neededDays)} days, of which ${String(days)} are known`;
  if (trend === 'steady') return 'it does not fill';
  const growth = `at ${bytesText(bytesPerDay)} a day`;
  if (daysUntilRefused === null || daysUntilFull === null) return `it grows ${growth}`;
  return `${growth} uploads are refused in ${daysText(daysUntilRefused)}, and it is full in ${daysText(daysUntilFull)}`;
}

function daysText(days: number): string {
  if (days > FAR_DAYS) return 'more than ten years';
  return days < 2 ? `${(days * 24).toFixed(0)} hours` : `${Math.floor(days).toString()} days`;
}

function listed(places: readonly string[]): string {
  return places.length < 2 ? places.join() : `${places.slice(0, -1).join(', ')} and ${places.at(-1) ?? ''}`;
}
