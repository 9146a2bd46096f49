import type { Asked } from '@pksn/lookup';
import { askFile, askUrl } from '@pksn/lookup';

const FILES = '/v1/files/';
const URLS = '/v1/urls?url=';
/** With any of these in it, the query has another parameter, or more spellings than the one that is read here. */
const NOT_ONE_ESCAPED_VALUE = /[&=+;#?]/;

/**
 * The question that a request target asks, where it has exactly the form `/v1/files/{hash}` or `/v1/urls?url={escaped}`;
 * null for every other, which the router may know. Throws for what is malformed.
 */
export function askedByTarget(target: string): Asked | null {
  if (target.startsWith(FILES)) return askFile(target.slice(FILES.length));
  if (!target.startsWith(URLS)) return null;
  const value = target.slice(URLS.length);
  return NOT_ONE_ESCAPED_VALUE.test(value) ? null : askUrl(decodeURIComponent(value));
}
