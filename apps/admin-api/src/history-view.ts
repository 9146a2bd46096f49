import type { CustomerScope, HistoryEntry } from '@pksn/store-postgres';
import { actorSeenBy } from './auth/actor-name';

/** One step of a story; the provider's notes and people are the provider's own. */
export function historyView({ at, actor, action, subject, detail }: HistoryEntry, scope: CustomerScope): object {
  const { note, ...seen } = detail;
  const shown = scope === null && note !== undefined ? { ...seen, note } : seen;
  return { at: at.toISOString(), actor: actorSeenBy(scope, actor), action, subject, detail: shown };
}
