import type { ServiceVerdict } from '@pksn/endpoint-client';
import type { NewAnswer } from '../store/answer-store';
import type { View } from '../views/view';
import type { AskedObject } from './asked-object';
import type { Told } from './upstream-bulks';

type Fields = Readonly<Record<string, unknown>>;
const HASHES = ['sha256', 'sha1', 'md5'] as const;

/** What is to be kept of an answer; null: nothing, because it is none, or nobody says by which scope it was made. */
export function newAnswer({ type, identity }: AskedObject, told: Told, { lifetimes }: View): NewAnswer | null {
  const { result, mark, generation } = told;
  if ('error' in result || mark === null) return null;
  const { object, zone, threat, product, trustGroup, popularity, firstSeen, source, matched } = result;
  const isHashed = type === 'file' || type === 'certificate';
  return {
    key: identity.key,
    type,
    object: isHashed ? object : null,
    told: {
      ...{ zone, threat, product, trustGroup, popularity, firstSeen, source },
      ...(matched === undefined ? {} : { matched }),
    },
    generation,
    names: [...new Set([...identity.names, ...(isHashed ? hashNames(type, result) : [])])],
    lifeMs: source.kind === 'none' ? lifetimes.absentMs : lifetimes.presentMs,
  };
}

/** A change may come under any name that the answer tells of the object. */
function hashNames(type: string, { object }: ServiceVerdict): string[] {
  return HASHES.filter((name) => typeof (object as Fields)[name] === 'string').map((name) => {
    return `${type}-${name}:${String((object as Fields)[name]).toLowerCase()}`;
  });
}

/** Whether an answer was made by what the view is of, and not before the last word of it. */
export function isOfView(
  { mark, epoch, generation }: Pick<Told, 'mark' | 'epoch' | 'generation'>,
  view: View,
): boolean {
  const { floor } = view;
  return (
    floor !== null &&
    mark !== null &&
    mark.scope === view.scope &&
    mark.revision >= floor.revision &&
    epoch === floor.epoch &&
    generation >= floor.generation
  );
}
