import type { ChangesAnswer, ChangesView } from '@pksn/contract';
import { Fault, OBJECT_TYPES } from '@pksn/domain';
import { readPage } from '@pksn/endpoint-client';

const DEGREES: readonly unknown[] = ['full', 'partial', 'none'];
const SCOPE = /^[0-9a-f]{32}$/;

/** A page of changes with what it says of the view, if it says it. Fault: SERVICE_UNAVAILABLE for anything else. */
export function readViewPage(text: string): ChangesAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (cause) {
    throw new Fault('SERVICE_UNAVAILABLE', 'a page of changes is no JSON', { cause });
  }
  const page = readPage(body);
  const { view } = body as { view?: unknown };
  if (view === undefined) return page;
  if (!isView(view)) throw new Fault('SERVICE_UNAVAILABLE', 'a page of changes says nonsense of its view');
  return { ...page, view };
}

function isView(value: unknown): value is ChangesView {
  if (typeof value !== 'object' || value === null) return false;
  const { revision, scope, freshUntil, coverage, feeds } = value as Record<string, unknown>;
  const isTime = freshUntil === null || (typeof freshUntil === 'string' && !Number.isNaN(Date.parse(freshUntil)));
  const degrees = coverage as Record<string, unknown> | null;
  const versions = feeds as Record<string, unknown> | null;
  return (
    Number.isSafeInteger(revision) &&
    typeof scope === 'string' &&
    SCOPE.test(scope) &&
    isTime &&
    typeof degrees === 'object' &&
    degrees !== null &&
    OBJECT_TYPES.every((type) => DEGREES.includes(degrees[type])) &&
    typeof versions === 'object' &&
    versions !== null &&
    Object.values(versions).every((version) => Number.isSafeInteger(version))
  );
}
