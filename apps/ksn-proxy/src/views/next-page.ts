import type { Stamp } from './stamp';
import { envelopeText } from './stamp';
import type { View } from './view';

/** A page to tell, and where that is; `isNews` false: it says only where the asker stands. */
export interface NextPage {
  readonly text: string;
  readonly cursor: string;
  readonly more: boolean;
  readonly isNews: boolean;
}

/**
 * What a view has to tell behind a cursor (null: where to begin), worded as the service would. Null when the view does not know that cursor:
 * the service is to be asked.
 */
export function nextPage(view: View, stamp: Stamp, cursor: string | null, now: number): NextPage | null {
  const { cursor: last } = view;
  if (last === null) return null;
  if (cursor === null || cursor === last) {
    return { text: emptyPage(stamp, last, now), cursor: last, more: false, isNews: false };
  }
  const page = view.log.after(cursor);
  return page === undefined ? null : { ...page, isNews: true, more: page.more || page.cursor !== last };
}

function emptyPage(stamp: Stamp, cursor: string, now: number): string {
  const { revision, scope, freshUntil, coverage, feeds } = stamp;
  const view = JSON.stringify({ revision, scope, freshUntil, coverage, feeds });
  const head = `"cursor":"${cursor}","reset":false,"more":false,"view":${view},"changes":[]`;
  return `{${envelopeText(stamp, 'bulk', now, null)},${head}}`;
}
