import type { Rollout } from './types';

export interface RolloutAdvice {
  /** `left`: endpoints would be cut off; `unknown`: they do not say who they are; `safe`: nobody would notice. */
  readonly name: 'awaited' | 'left' | 'unknown' | 'safe';
  readonly key: Rollout['keys'][number];
}

/** What the figures say about ending the overlap; null: there is none to end. */
export function adviceOf({ keys, newestKey }: Rollout): RolloutAdvice | null {
  const awaited = keys.find((key) => key.fingerprint === newestKey && key.overlapEndsAt !== null);
  if (awaited !== undefined) return { name: 'awaited', key: awaited };
  const old = keys.filter((key) => key.fingerprint !== newestKey && key.state === 'overlap');
  const busy = old.find((key) => key.endpointsLeft > 0);
  if (busy !== undefined) return { name: 'left', key: busy };
  const unsaid = old.find((key) => key.requests > 0 && key.endpoints === 0);
  if (unsaid !== undefined) return { name: 'unknown', key: unsaid };
  const [quiet] = old;
  return quiet === undefined ? null : { name: 'safe', key: quiet };
}
