import type { QueryKey } from '@tanstack/react-query';
import { useOne } from '../../parts/use-list';
import { sampleRoute, SAMPLES } from './sample-path';
import type { Sample } from './types';

function minePath(sha256: string): string {
  return `${SAMPLES}?mine=true&sha256=${sha256}`;
}

/** What is asked anew after somebody worked on a file. */
export function renewedBy({ id, sha256 }: Sample): QueryKey[] {
  return [[SAMPLES], [sampleRoute(id)], [minePath(sha256)]];
}

/** Whether the caller itself has claimed it, as the service says; null: not known yet. */
export function useIsMine({ sha256, state }: Sample): boolean | null {
  const query = useOne<{ samples: readonly Sample[] }>(minePath(sha256), { isOn: state === 'claimed' });
  return query.data === undefined ? null : query.data.samples.length > 0;
}
