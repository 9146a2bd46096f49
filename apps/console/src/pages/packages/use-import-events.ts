import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useOne } from '../../parts/use-list';
import type { ImportView, Progress } from './types';
import { hasEnded } from './types';

const POLL_MS = 2_000;
/** Of one that has ended: what is held may be activated by somebody. */
const LATER_MS = 20_000;

export interface FollowedImport {
  readonly query: ReturnType<typeof useOne<ImportView>>;
  readonly progress: Progress | null;
  /** The stream of events broke, and is being made anew. */
  readonly isBroken: boolean;
}

/** An import as it goes on: by its events, and by asking where there are none. */
export function useImportEvents(id: string): FollowedImport {
  const client = useQueryClient();
  const path = `/api/v1/imports/${id}`;
  const [progress, setProgress] = useState<Progress | null>(null);
  const [isBroken, setBroken] = useState(false);
  const [isOver, setOver] = useState(false);
  const query = useOne<ImportView>(path, { everyMs: isOver ? LATER_MS : POLL_MS });
  const isEnded = query.data !== undefined && hasEnded(query.data);
  const isThere = query.data !== undefined;
  useEffect(() => setOver(isEnded), [isEnded]);
  useEffect(() => {
    if (isEnded || !isThere) return undefined;
    const events = new EventSource(`${path}/events`);
    events.addEventListener('progress', ({ data }: MessageEvent<string>) => {
      setBroken(false);
      setProgress(JSON.parse(data) as Progress);
    });
    events.addEventListener('outcome', ({ data }: MessageEvent<string>) => {
      events.close();
      client.setQueryData([path], JSON.parse(data) as ImportView);
      for (const key of ['/api/v1/imports', '/api/v1/snapshots', '/api/v1/feeds', '/api/v1/generations'])
        void client.invalidateQueries({ queryKey: [key] });
    });
    events.onopen = () => setBroken(false);
    events.onerror = () => setBroken(true);
    return () => events.close();
  }, [path, isEnded, isThere, client]);
  return {
    query,
    progress: isEnded ? null : (progress ?? query.data?.progress ?? null),
    isBroken: isBroken && !isEnded,
  };
}
