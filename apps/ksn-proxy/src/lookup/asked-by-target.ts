import type { WireObject } from '@pksn/contract';
import type { ObjectType } from '@pksn/domain';
import { askedObject, wireOfTarget } from './asked-object';

/** What a target asks for, as far as it takes to find what is kept of it. */
export interface AskedByTarget {
  readonly type: ObjectType;
  /** The object's name. */
  readonly key: string;
  /** In the asker's spelling. */
  readonly wire: WireObject;
}

const FILES = '/v1/files/';
const DIGITS = /^(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})$/;
const URLS = '/v1/urls?url=';
/** With any of these in it the query has another parameter, or more spellings than the one that is read here. */
const NOT_ONE_ESCAPED_VALUE = /[&=+;#?]/;

/** The object of a single lookup's target; null: it is none, or of a form that the service judges. Throws for what is malformed. */
export function askedByTarget(target: string): AskedByTarget | null {
  if (target.startsWith(FILES)) {
    const hex = target.slice(FILES.length);
    if (DIGITS.test(hex)) return { type: 'file', key: `file:${hex}`, wire: { file: hex } };
  }
  const wire = urlOfTarget(target) ?? wireOfTarget(target);
  if (wire === null) return null;
  const { type, identity } = askedObject(wire);
  return { type, key: identity.key, wire };
}

/** The commonest form of a query, without the general reader's cost. */
function urlOfTarget(target: string): WireObject | null {
  if (!target.startsWith(URLS)) return null;
  const value = target.slice(URLS.length);
  return NOT_ONE_ESCAPED_VALUE.test(value) ? null : { url: decodeURIComponent(value) };
}
