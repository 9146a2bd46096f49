import { setMaxListeners } from 'node:events';
import { Fault } from '@pksn/domain';
import type { Pace } from './pace';

/** How long an application waits, and how it stops waiting. */
export interface Patience {
  /** Milliseconds after which the call fails with ENDPOINT_DEADLINE; left out: that of the client. */
  readonly timeoutMs?: number;
  /** Aborting it ends the call, which rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

export interface Bounds {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** Runs `work` within the time given. Fault: ENDPOINT_DEADLINE. */
export async function withinDeadline<T>(
  pace: Pick<Pace, 'now' | 'sleep'>,
  { timeoutMs, signal }: Required<Pick<Patience, 'timeoutMs'>> & Patience,
  work: (bounds: Bounds) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const over = new AbortController();
  void pace.sleep(timeoutMs, over.signal).then(
    () => late.abort(new Fault('ENDPOINT_DEADLINE', `no answer within ${timeoutMs} ms`)),
    () => undefined,
  );
  const both = signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]);
  try {
    both.throwIfAborted();
    return await work({ signal: both, until: pace.now() + timeoutMs });
  } finally {
    over.abort();
  }
}

/** What `work` gives, or the signal's reason, whichever is there first; `work` goes on. Thousands may wait on one signal. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  setMaxListeners(0, signal);
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([work, left]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
