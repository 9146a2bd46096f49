import type { WireObject } from '@pksn/contract';
import type { HotAnswer } from './hot-answers';
import type { KeptAnswer } from '../store/kept-answer';
import type { Stamp } from './stamp';

/** The members of a reputation in JSON, without braces: what is kept, worded as the service would for this asker and stamp. */
export function reputationText(hot: HotAnswer, asked: WireObject, stamp: Stamp): string {
  if (hot.stamp !== stamp) {
    hot.told = toldText(hot.kept, stamp);
    hot.stamp = stamp;
  }
  return `"object":${objectText(hot.kept, asked)},${hot.told}`;
}

function toldText({ told }: KeptAnswer, stamp: Stamp): string {
  return JSON.stringify({ ...told, source: sourceAt(told['source'], stamp) }).slice(1, -1);
}

/** A feed's verdict that no change named is the same in the feed's present version. */
export function sourceAt(source: unknown, { feeds }: Stamp): unknown {
  const { kind, feed } = source as { kind?: unknown; feed?: unknown };
  const version = kind === 'feed' && typeof feed === 'string' && Object.hasOwn(feeds, feed) ? feeds[feed] : undefined;
  return version === undefined ? source : { ...(source as object), version };
}

/** What was asked, in the asker's spelling, as QUERY-API names it. */
function objectText({ type, object }: KeptAnswer, asked: WireObject): string {
  if (object !== null) return JSON.stringify(object);
  if (type !== 'software') return JSON.stringify({ type, [type]: asked[type] });
  const { vendor, product, version = null } = asked.software ?? { vendor: '', product: '' };
  return JSON.stringify({ type, vendor, product, version });
}
