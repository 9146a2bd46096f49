import type { AlertFacts, HeldSnapshot } from '@pksn/store-postgres';
import type { CustomerScope } from '../auth/caller';
import type { Alert, AlertSource } from './alert';
import { iso } from './alert-text';

/** One whose hour came longer ago did not go live by itself: it cannot. */
const LATE_MS = 10 * 60_000;

/** Snapshots that wait for a person to activate them. */
export class HeldSnapshots implements AlertSource {
  constructor(private readonly facts: AlertFacts) {}

  async alerts(scope: CustomerScope, now: number): Promise<Alert[]> {
    if (scope !== null) return [];
    return (await this.facts.held(now - LATE_MS)).map((one) => ({
      code: 'snapshot-held',
      severity: 'info',
      subject: one.feed,
      ...wordsOf(one),
      since: iso(one.since),
      due: null,
      facts: { id: one.id, feed: one.feed, version: one.version, hold: one.hold ?? 'asked' },
    }));
  }
}

function wordsOf({ id, feed, version, hold }: HeldSnapshot): Pick<Alert, 'sentence' | 'next'> {
  const what = `Version ${String(version)} of ${feed}`;
  const activate = `pksn snapshot activate ${String(id)}`;
  if (hold === 'pinned')
    return { sentence: `${what} is held until its feed is released.`, next: `pksn feed release ${feed}` };
  if (hold === 'guard') {
    const next = `Look at it with pksn snapshot preview ${String(id)}; then ${activate} --reason TEXT`;
    return { sentence: `${what} is held by a guard until somebody activates it.`, next };
  }
  return { sentence: `${what} is held until somebody activates it.`, next: activate };
}
