import { api } from '../../api/http';
import type { Explanation, ExplainedOrNot } from './types';

export interface LookupView {
  readonly customer?: string;
  readonly license?: string;
}

/** Objects of one request, as the service takes them. */
const BATCH = 200;
export const MOST_LINES = 1_000;

export function explainOne(object: string, view: LookupView, signal?: AbortSignal): Promise<Explanation> {
  return api.post('/api/v1/explain', { objects: [object], ...view }, signal === undefined ? {} : { signal });
}

/** A list, batch by batch and without history. */
export async function explainMany(
  objects: readonly string[],
  view: LookupView,
  onBatch: (results: readonly ExplainedOrNot[]) => void,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < objects.length; at += BATCH) {
    const body = { objects: objects.slice(at, at + BATCH), history: false, ...view };
    onBatch((await api.post<Explanation>('/api/v1/explain', body, { signal })).results);
  }
}

/** The lines of a pasted or dropped list: empty ones and comments are left out, each object counts once. */
export function listLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== '' && !line.startsWith('#')))];
}
