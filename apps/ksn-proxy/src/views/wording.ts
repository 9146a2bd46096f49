import type { WireObject } from '@pksn/contract';
import type { HotAnswer } from './hot-answers';
import type { KeptAnswer } from '../store/kept-answer';
import type { Stamp } from './stamp';

/** The members of a reputation in JSON, without braces: what is kept, worded as the service would for this asker and stamp. */
export function reputationText(hot: HotAnswer, asked: WireObject, stamp: Stamp): string {
  return objectPart(hot, asked) + worded(hot, stamp).told;
}

/** What goes before the rest of it: the object in the asker's spelling, with a comma. Empty for files and certificates, whose spelling is one. */
export function objectPart({ kept }: HotAnswer, asked: WireObject): string {
  return kept.object === null ? `"object":${objectText(kept, asked)},` : '';
}

/** Of a file or certificate, whose spelling is one. */
export function worded(hot: HotAnswer, stamp: Stamp): HotAnswer {
  if (hot.stamp === stamp) return hot;
  const { object, told } = hot.kept;
  const rest = JSON.stringify({ ...told, source: sourceAt(told['source'], stamp) }).slice(1, -1);
  hot.told = object === null ? rest : `"object":${JSON.stringify(object)},${rest}`;
  hot.bytes = Buffer.byteLength(hot.told);
  hot.stamp = stamp;
  return hot;
}

/** A feed's verdict that no change named is the same in the feed's present version. */
export function sourceAt(source: unknown, { feeds }: Stamp): unknown {
  const { kind, feed } = source as { kind?: unknown; feed?: unknown };
  const version = kind === 'feed' && typeof feed === 'string' && Object.hasOwn(feeds, feed) ? feeds[feed] : undefined;
  return version === undefined ? source : { ...(source as object), version };
}

/** What was asked, in the asker's spelling, as QUERY-API names it. */
function objectText({ type }: KeptAnswer, asked: WireObject): string {
  if (type !== 'software') return JSON.stringify({ type, [type]: asked[type] });
  const { vendor, product, version = null } = asked.software ?? { vendor: '', product: '' };
  return JSON.stringify({ type, vendor, product, version });
}
