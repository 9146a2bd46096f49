import { ZONES } from '../../parts/zone-badge';
import type { ChartRow } from '../overview/pulse-series';
import type { Queries } from './types';

/** Sums by zone of each hour or day; `kind` '': of all kinds of objects. Earliest first. */
export function verdictRows({ counts }: Queries, kind: string): ChartRow[] {
  const rows = new Map<number, Record<string, number>>();
  for (const { from, object, zone, queries } of counts) {
    if (kind !== '' && object !== kind) continue;
    const at = Date.parse(from);
    const row = rows.get(at) ?? Object.fromEntries(ZONES.map((one) => [one, 0]));
    row[zone] = (row[zone] ?? 0) + queries;
    rows.set(at, row);
  }
  return [...rows].sort(([a], [b]) => a - b).map(([at, row]) => ({ at, ...row }));
}
