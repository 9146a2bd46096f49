import { api } from '../../api/http';
import type { Zone } from '../../parts/zone-badge';
import type { Explanation } from '../lookup/types';
import type { OverrideRow } from './override-rows';
import { rowWords } from './override-rows';

const BATCH = 200;
export const MOST_COMPARED = 1_000;

export interface Conflict {
  readonly line: number;
  readonly object: string;
  readonly wanted: string;
  readonly zone: Zone;
  readonly feed: string;
}

/** Which of the rows (the first thousand) say something else than the first feed that knows their object. */
export async function vendorConflicts(
  rows: readonly OverrideRow[],
  defaultZone: string | null,
  customer: string | null,
): Promise<Conflict[]> {
  const found: Conflict[] = [];
  const view = customer === null ? {} : { customer };
  for (let at = 0; at < Math.min(rows.length, MOST_COMPARED); at += BATCH) {
    const batch = rows.slice(at, Math.min(at + BATCH, MOST_COMPARED));
    const body = { objects: batch.map(({ object }) => object), history: false, ...view };
    const { results } = await api.post<Explanation>('/api/v1/explain', body);
    results.forEach((told, i) => {
      const row = batch[i];
      if ('error' in told || row === undefined) return;
      const first = told.ladder.find(({ layer, says }) => layer === 'feed' && says !== null);
      const wanted = typeof row.zone === 'string' ? row.zone : (defaultZone ?? '');
      if (first?.says == null || first.says.zone === wanted) return;
      found.push({ line: row.line, object: rowWords(row), wanted, zone: first.says.zone, feed: first.feed ?? '' });
    });
  }
  return found;
}
